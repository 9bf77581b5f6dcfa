//! Packs texts that are read at run time, if at all: `src/packed.rs` unpacks them.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use lzma_rust2::{XzOptions, XzWriter};

use crate::engine;
use crate::made::teller;
use crate::pack_made::{without_keys, without_values};
use crate::table::Table;

/// The table of the configuration of that name.
pub type Tables<'a> = &'a dyn Fn(&str) -> Table;

/// Folders of raw material, which is in no dictionary as it is.
const RAW: &str = "source";

/// Texts that are compressed together, so that what one repeats of another takes no room.
#[derive(Default)]
pub struct Bundle {
    names: Vec<u8>,
    texts: String,
}

impl Bundle {
    /// Adds every text dictionary and configuration below a folder. Names start with `prefix`.
    pub fn add_folder(&mut self, folder: &Path, prefix: &str, tables: Tables) -> io::Result<()> {
        let mut paths: Vec<_> =
            fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        paths.sort();
        for path in paths {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let full = format!("{prefix}{name}");
            if path.is_dir() {
                if name != RAW {
                    self.add_folder(&path, &format!("{full}/"), tables)?;
                }
            } else if name.ends_with(".txt") || name.ends_with(".json") {
                let text = fs::read_to_string(&path)?;
                match teller(&full) {
                    Some(config) => {
                        let table = tables(config);
                        let text = without_values(&text, |text| convert(&table, text))
                            .map_err(|fault| io::Error::other(format!("{full}: {fault}")))?;
                        self.add(&full, &without_keys(&text, &table.view().phrases.keys()));
                    }
                    None => self.add(&full, &text),
                }
            }
        }
        Ok(())
    }

    /// Adds one text.
    pub fn add(&mut self, name: &str, text: &str) {
        self.names.extend((name.len() as u32).to_le_bytes());
        self.names.extend(name.as_bytes());
        self.names.extend((text.len() as u32).to_le_bytes());
        self.texts += text;
    }

    /// The length of the list of names, the list (for each text its length in bytes behind its name,
    /// which stands behind its own length), and the texts as .xz of UTF-16: characters of two bytes take
    /// a tenth less room than those of three.
    pub fn into_bytes(self) -> io::Result<Vec<u8>> {
        let mut bytes = (self.names.len() as u32).to_le_bytes().to_vec();
        bytes.extend(self.names);
        let mut options = XzOptions::with_preset(6);
        let texts: Vec<u8> = self.texts.encode_utf16().flat_map(u16::to_le_bytes).collect();
        // Texts may lie far apart.
        options.lzma_options.dict_size = (texts.len() as u32).next_power_of_two().max(1 << 16);
        // What follows depends on which half of a character a byte is, not on the byte before.
        (options.lzma_options.lc, options.lzma_options.lp, options.lzma_options.pb) = (0, 1, 1);
        let mut writer = XzWriter::new(bytes, options)?;
        writer.write_all(&texts)?;
        writer.finish()
    }
}

/// What a table makes of a text.
fn convert(table: &Table, text: &str) -> String {
    let mut converted = Vec::new();
    engine::convert_prefix(&table.view(), text.as_bytes(), true, &mut converted);
    String::from_utf8(converted).expect("text becomes text")
}
