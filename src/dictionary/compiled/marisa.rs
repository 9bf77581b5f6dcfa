//! The trie of marisa-trie 0.3 (Susumu Yata): nodes in breadth-first order, their number of
//! children as bits (LOUDS). Labels of several bytes are links into a trie of reversed strings, which
//! may have links into another one, or into a list of strings at the end.

use super::bits::{Bits, BitsBuilder, Select};
use super::input::Input;

const HEADER: &[u8; 16] = b"We love Marisa.\0";
/// marisa-trie has no deeper tries of tries.
const MAX_TRIES: usize = 127;
/// A file may stand for so many times its own size of keys. Natural ones stand for less than
/// twice as much.
const MAX_EXPANSION: usize = 100;

/// Reads a trie; its keys in the order of their numbers.
pub fn read(input: &mut Input) -> Result<Vec<Vec<u8>>, String> {
    let size = input.len();
    if input.take(HEADER.len())? != HEADER {
        return Err("there is no marisa-trie where it should be".to_owned());
    }
    let trie = Trie::read(input, MAX_TRIES)?;
    let mut budget = Budget { left: MAX_EXPANSION * size };
    trie.keys(&mut budget)
}

/// Reads a vector of things of so many bytes: its length in bytes, the things, and zeros.
pub fn read_vector<'a>(input: &mut Input<'a>, item: usize) -> Result<&'a [u8], String> {
    let size = input.size()?;
    if !size.is_multiple_of(item) {
        return Err(format!("{size} bytes cannot hold things of {item}"));
    }
    let items = input.take(size)?;
    input.take((8 - size % 8) % 8)?;
    Ok(items)
}

/// Writes what [`read_vector`] reads.
pub fn write_vector(items: &[u8], output: &mut Vec<u8>) {
    output.extend((items.len() as u64).to_le_bytes());
    output.extend(items);
    output.resize(output.len() + (8 - items.len() % 8) % 8, 0);
}

/// What may still be produced from a file.
struct Budget {
    left: usize,
}

impl Budget {
    fn spend(&mut self, bytes: usize) -> Result<(), String> {
        self.left = self
            .left
            .checked_sub(bytes)
            .ok_or_else(|| format!("it stands for more than {MAX_EXPANSION} times its size"))?;
        Ok(())
    }
}

struct Trie<'a> {
    /// For each node but the root its parent, which has a smaller number.
    parents: Vec<u32>,
    terminal: Bits<'a>,
    /// For each node that has one, the number of its link.
    links: Vec<Option<u32>>,
    bases: &'a [u8],
    extras: Extras<'a>,
    tail: Tail<'a>,
    next: Option<Box<Trie<'a>>>,
}

impl<'a> Trie<'a> {
    fn read(input: &mut Input<'a>, tries: usize) -> Result<Trie<'a>, String> {
        let louds = Bits::read(input)?;
        let terminal = Bits::read(input)?;
        let link_flags = Bits::read(input)?;
        let bases = read_vector(input, 1)?;
        let extras = Extras::read(input)?;
        let tail = Tail::read(input)?;
        if link_flags.len() != bases.len() {
            return Err("links and labels are not as many".to_owned());
        }
        let parents = parents(&louds, bases.len())?;
        let mut count = 0;
        let links: Vec<Option<u32>> = (0..bases.len())
            .map(|node| {
                link_flags.get(node).unwrap_or(false).then(|| {
                    count += 1;
                    count - 1
                })
            })
            .collect();
        let next = match (count > 0 && tail.bytes.is_empty(), tries) {
            (false, _) => None,
            (true, 0) => return Err("tries of tries are nested too deep".to_owned()),
            (true, _) => Some(Box::new(Trie::read(input, tries - 1)?)),
        };
        let _cache = read_vector(input, 12)?;
        let _level_one_nodes = input.u32()?;
        let _flags = input.u32()?;
        Ok(Trie { parents, terminal, links, bases, extras, tail, next })
    }

    /// The keys by number.
    fn keys(&self, budget: &mut Budget) -> Result<Vec<Vec<u8>>, String> {
        let nodes = self.bases.len();
        // Children have larger numbers than their parents, so that this goes down from the root.
        let mut ends = vec![0usize; nodes];
        let mut labels = vec![Vec::new(); nodes];
        for node in 1..nodes {
            self.label(node, &mut labels[node], budget)?;
            ends[node] = ends[self.parents[node - 1] as usize] + labels[node].len();
        }
        let mut keys = Vec::new();
        for node in (0..nodes).filter(|&node| self.terminal.get(node) == Some(true)) {
            budget.spend(ends[node])?;
            let mut key = vec![0; ends[node]];
            let mut at = node;
            while at > 0 {
                let start = ends[at] - labels[at].len();
                key[start..ends[at]].copy_from_slice(&labels[at]);
                at = self.parents[at - 1] as usize;
            }
            keys.push(key);
        }
        Ok(keys)
    }

    /// Appends the label of a node, which is not the root.
    fn label(&self, node: usize, output: &mut Vec<u8>, budget: &mut Budget) -> Result<(), String> {
        let before = output.len();
        match self.links[node] {
            None => {
                budget.spend(1)?;
                output.push(self.bases[node]);
            }
            Some(link) => {
                let extra = self.extras.get(link as usize)?;
                let link = usize::from(self.bases[node]) | (extra as usize * 256);
                match &self.next {
                    Some(next) => next.restore(link, output, budget)?,
                    None => self.tail.restore(link, output, budget)?,
                }
            }
        }
        // A byte at least for each node bounds the way to the root by the length of the key.
        if output.len() == before { Err("a label is empty".to_owned()) } else { Ok(()) }
    }

    /// Appends the labels from a node up to the root.
    fn restore(
        &self,
        node: usize,
        output: &mut Vec<u8>,
        budget: &mut Budget,
    ) -> Result<(), String> {
        if node == 0 || node >= self.bases.len() {
            return Err(format!("a link leads to {node}, where nothing is"));
        }
        let mut at = node;
        while at > 0 {
            self.label(at, output, budget)?;
            at = self.parents[at - 1] as usize;
        }
        Ok(())
    }
}

/// The parents of all nodes but the root, from the numbers of children: as many ones as there are
/// children and a zero, for each node, after the `10` of the root.
fn parents(louds: &Bits, nodes: usize) -> Result<Vec<u32>, String> {
    let unsound = || "the shape of the trie makes no sense".to_owned();
    if (louds.get(0), louds.get(1)) != (Some(true), Some(false)) || nodes == 0 {
        return Err(unsound());
    }
    let mut parents = Vec::with_capacity(nodes - 1);
    let mut at = 2;
    for node in 0..nodes {
        if node > parents.len() {
            return Err(unsound());
        }
        while louds.get(at).ok_or_else(unsound)? {
            parents.push(u32::try_from(node).map_err(|_| unsound())?);
            at += 1;
            if parents.len() == nodes {
                return Err(unsound());
            }
        }
        at += 1;
    }
    if parents.len() + 1 == nodes { Ok(parents) } else { Err(unsound()) }
}

/// The upper parts of links: numbers of a fixed number of bits.
struct Extras<'a> {
    units: &'a [u8],
    width: usize,
    len: usize,
}

impl<'a> Extras<'a> {
    fn read(input: &mut Input<'a>) -> Result<Extras<'a>, String> {
        let units = read_vector(input, 8)?;
        let width = input.u32()? as usize;
        let _mask = input.u32()?;
        let len = input.size()?;
        let fits = len.checked_mul(width).is_some_and(|bits| bits <= units.len() * 8);
        if width > 32 || !fits {
            return Err(format!("{len} numbers of {width} bits do not fit"));
        }
        Ok(Extras { units, width, len })
    }

    fn get(&self, index: usize) -> Result<u32, String> {
        if index >= self.len {
            return Err("there are more links than numbers of them".to_owned());
        }
        let from = index * self.width;
        let bits = (from..from + self.width).enumerate();
        Ok(bits.map(|(to, bit)| u32::from(self.units[bit / 8] >> (bit % 8) & 1) << to).sum())
    }
}

/// Strings one after the other, which end with a zero byte or where a bit says so.
struct Tail<'a> {
    bytes: &'a [u8],
    ends: Bits<'a>,
}

impl<'a> Tail<'a> {
    fn read(input: &mut Input<'a>) -> Result<Tail<'a>, String> {
        let tail = Tail { bytes: read_vector(input, 1)?, ends: Bits::read(input)? };
        match tail.ends.len() {
            0 => Ok(tail),
            ends if ends == tail.bytes.len() => Ok(tail),
            _ => Err("the strings at the end of the trie have no ends".to_owned()),
        }
    }

    fn restore(
        &self,
        offset: usize,
        output: &mut Vec<u8>,
        budget: &mut Budget,
    ) -> Result<(), String> {
        let endless = || "a string at the end of the trie does not end".to_owned();
        let rest = self.bytes.get(offset..).ok_or_else(endless)?;
        let length = if self.ends.len() == 0 {
            rest.iter().position(|&byte| byte == 0)
        } else {
            (0..rest.len()).position(|at| self.ends.get(offset + at) == Some(true)).map(|at| at + 1)
        };
        let length = length.ok_or_else(endless)?;
        budget.spend(length)?;
        output.extend(&rest[..length]);
        Ok(())
    }
}

/// The flags of a single trie in the order of its labels.
const FLAGS: u32 = 1 | CACHE | TEXT_TAIL | LABEL_ORDER;
const CACHE: u32 = 0x200;
const TEXT_TAIL: u32 = 0x1000;
const LABEL_ORDER: u32 = 0x1_0000;
/// The smallest cache of a trie has so many entries.
const CACHE_SIZE: usize = 256;
/// A cache entry that is not in use: no parent, no child, and the smallest positive weight.
const UNUSED: [u32; 3] = [u32::MAX, u32::MAX, 0x0080_0000];

/// Writes a trie of keys that are sorted and different; tells which key has which number.
///
/// There are no links: each node is a byte. That makes larger files than marisa-trie itself does,
/// which are read in the same way.
pub fn write(keys: &[&[u8]], output: &mut Vec<u8>) -> Vec<usize> {
    let mut louds = BitsBuilder::default();
    louds.push(true);
    louds.push(false);
    let mut terminal = BitsBuilder::default();
    let mut links = BitsBuilder::default();
    let mut bases = vec![0];
    let mut numbers = Vec::new();
    let mut level_one_nodes = 0;
    // Keys that start alike, and the length of what they share.
    let mut nodes = std::collections::VecDeque::from([(0..keys.len(), 0)]);
    while let Some((mut range, depth)) = nodes.pop_front() {
        let ends = range.start < range.end && keys[range.start].len() == depth;
        if ends {
            numbers.push(range.start);
            range.start += 1;
        }
        terminal.push(ends);
        links.push(false);
        while range.start < range.end {
            let label = keys[range.start][depth];
            let same = keys[range.clone()].iter().take_while(|key| key[depth] == label).count();
            nodes.push_back((range.start..range.start + same, depth + 1));
            bases.push(label);
            louds.push(true);
            level_one_nodes += u32::from(depth == 0);
            range.start += same;
        }
        louds.push(false);
    }
    louds.push(false);
    terminal.push(false);

    output.extend(HEADER);
    louds.write(Select { zeros: true, ones: true }, output);
    terminal.write(Select { zeros: false, ones: true }, output);
    links.write(Select { zeros: false, ones: false }, output);
    write_vector(&bases, output);
    // No upper parts of links: no units, no bits each, no mask, no numbers.
    write_vector(&[], output);
    output.extend([0; 16]);
    // No strings at the end, and no bits that tell their ends.
    write_vector(&[], output);
    write_vector(&[], output);
    output.extend([0; 8]);
    (0..3).for_each(|_| write_vector(&[], output));
    let cache: Vec<u8> = UNUSED.iter().flat_map(|number| number.to_le_bytes()).collect();
    write_vector(&cache.repeat(CACHE_SIZE), output);
    output.extend(level_one_nodes.to_le_bytes());
    output.extend(FLAGS.to_le_bytes());
    numbers
}
