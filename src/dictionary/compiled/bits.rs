//! Vectors of bits, as marisa-trie stores them: with an index for counting and finding.

use super::input::Input;
use super::marisa::{read_vector, write_vector};

/// So many bits share an entry of the index.
const BLOCK: usize = 512;

/// Bits that were read. The stored index is not used.
#[derive(Debug)]
pub struct Bits<'a> {
    bytes: &'a [u8],
    len: usize,
}

impl<'a> Bits<'a> {
    pub fn read(input: &mut Input<'a>) -> Result<Bits<'a>, String> {
        let bytes = read_vector(input, 8)?;
        let len = input.u32()? as usize;
        let _ones = input.u32()?;
        let _ranks = read_vector(input, 12)?;
        let _zeros = read_vector(input, 4)?;
        let _ones = read_vector(input, 4)?;
        if len > bytes.len() * 8 {
            return Err(format!("{len} bits do not fit into {} bytes", bytes.len()));
        }
        Ok(Bits { bytes, len })
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn get(&self, index: usize) -> Option<bool> {
        (index < self.len).then(|| self.bytes[index / 8] >> (index % 8) & 1 != 0)
    }
}

/// Bits that are to be written.
#[derive(Debug, Default)]
pub struct BitsBuilder {
    bits: Vec<bool>,
}

/// Which of the two indexes for finding are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Select {
    pub zeros: bool,
    pub ones: bool,
}

impl BitsBuilder {
    pub fn push(&mut self, bit: bool) {
        self.bits.push(bit);
    }

    /// Writes the bits with their index.
    pub fn write(&self, select: Select, output: &mut Vec<u8>) {
        let mut units = Vec::new();
        for unit in self.bits.chunks(64) {
            let bits = unit.iter().enumerate().map(|(at, &bit)| u64::from(bit) << at);
            units.extend(bits.sum::<u64>().to_le_bytes());
        }
        write_vector(&units, output);
        let ones = self.bits.iter().filter(|&&bit| bit).count();
        output.extend((self.bits.len() as u32).to_le_bytes());
        output.extend((ones as u32).to_le_bytes());
        write_vector(&self.ranks(), output);
        write_vector(&if select.zeros { self.places(false) } else { Vec::new() }, output);
        write_vector(&if select.ones { self.places(true) } else { Vec::new() }, output);
    }

    /// For each block, how many ones stand before it, and before each 64 bits of it within it: an
    /// entry more than there are blocks.
    fn ranks(&self) -> Vec<u8> {
        /// The places of the seven inner counts in the second and the third number.
        const INNER: [(usize, u32); 7] =
            [(0, 0), (0, 7), (0, 15), (0, 23), (1, 0), (1, 9), (1, 18)];
        let mut ranks = Vec::new();
        let mut before = 0u32;
        for block in self.bits.chunks(BLOCK) {
            let mut inner = [0u32; 2];
            let mut within = 0u32;
            for (index, (number, shift)) in INNER.into_iter().enumerate() {
                let unit = block.chunks(64).nth(index).unwrap_or_default();
                within += unit.iter().filter(|&&bit| bit).count() as u32;
                inner[number] |= within << shift;
            }
            ranks.extend(before.to_le_bytes());
            ranks.extend(inner.iter().flat_map(|number| number.to_le_bytes()));
            before += block.iter().filter(|&&bit| bit).count() as u32;
        }
        ranks.extend(before.to_le_bytes());
        ranks.extend([0; 8]);
        ranks
    }

    /// Where the first of each 512 such bits stands, and the number of bits.
    fn places(&self, wanted: bool) -> Vec<u8> {
        let places = self.bits.iter().enumerate().filter(|(_, bit)| **bit == wanted);
        places
            .map(|(at, _)| at)
            .step_by(BLOCK)
            .chain([self.bits.len()])
            .flat_map(|at| (at as u32).to_le_bytes())
            .collect()
    }
}
