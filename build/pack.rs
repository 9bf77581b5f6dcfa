//! Packs texts that are read at run time, if at all: `src/packed.rs` unpacks them.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use lzma_rust2::{XzOptions, XzWriter};

/// Folders of raw material, which is in no dictionary as it is.
const RAW: &str = "source";

/// Texts that are compressed together, so that what one repeats of another takes no room.
#[derive(Default)]
pub struct Bundle {
    names: Vec<u8>,
    texts: Vec<u8>,
}

impl Bundle {
    /// Adds every text dictionary and configuration below a folder. Names start with `prefix`.
    pub fn add_folder(&mut self, folder: &Path, prefix: &str) -> io::Result<()> {
        let mut paths: Vec<_> =
            fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        paths.sort();
        for path in paths {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let full = format!("{prefix}{name}");
            if path.is_dir() {
                if name != RAW {
                    self.add_folder(&path, &format!("{full}/"))?;
                }
            } else if name.ends_with(".txt") || name.ends_with(".json") {
                self.add(&full, &fs::read(&path)?);
            }
        }
        Ok(())
    }

    /// Adds one text.
    pub fn add(&mut self, name: &str, text: &[u8]) {
        self.names.extend((name.len() as u32).to_le_bytes());
        self.names.extend(name.as_bytes());
        self.names.extend((text.len() as u32).to_le_bytes());
        self.texts.extend(text);
    }

    /// The length of the list of names, the list (for each text its length in bytes behind its name,
    /// which stands behind its own length), and the texts as .xz.
    pub fn into_bytes(self) -> io::Result<Vec<u8>> {
        let mut bytes = (self.names.len() as u32).to_le_bytes().to_vec();
        bytes.extend(self.names);
        let mut options = XzOptions::with_preset(6);
        // Texts may lie far apart.
        options.lzma_options.dict_size = (self.texts.len() as u32).next_power_of_two().max(1 << 16);
        let mut writer = XzWriter::new(bytes, options)?;
        writer.write_all(&self.texts)?;
        writer.finish()
    }
}
