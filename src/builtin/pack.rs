//! Packs the texts of dictionaries and configurations for [`super`]; used at build time.

use std::fs;
use std::io;
use std::path::Path;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// Folders of raw material, which is in no dictionary as it is.
const RAW: &str = "source";

/// Packs every text dictionary and configuration below the folders: for each its name, its length,
/// and its compressed bytes. Names start with what stands beside the folder.
pub fn pack(folders: &[(&Path, &str)]) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    for (folder, prefix) in folders {
        add(folder, prefix, &mut packed)?;
    }
    Ok(packed)
}

fn add(folder: &Path, prefix: &str, packed: &mut Vec<u8>) -> io::Result<()> {
    let mut paths: Vec<_> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    paths.sort();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let full = format!("{prefix}{name}");
        if path.is_dir() {
            if name != RAW {
                add(&path, &format!("{full}/"), packed)?;
            }
        } else if name.ends_with(".txt") || name.ends_with(".json") {
            let text = fs::read(&path)?;
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
            io::Write::write_all(&mut encoder, &text)?;
            let compressed = encoder.finish()?;
            for part in [full.as_bytes(), &compressed] {
                packed.extend((part.len() as u32).to_le_bytes());
                packed.extend(part);
            }
        }
    }
    Ok(())
}
