//! Numbers and stretches of a file, as far as there are any.

/// The part of a file that is still to be read.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    pub fn new(rest: &'a [u8]) -> Input<'a> {
        Input { rest }
    }

    pub fn len(&self) -> usize {
        self.rest.len()
    }

    /// So many bytes.
    pub fn take(&mut self, length: usize) -> Result<&'a [u8], String> {
        if length > self.rest.len() {
            return Err(format!("it ends where {length} more bytes should follow"));
        }
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        Ok(taken)
    }

    pub fn u16(&mut self) -> Result<u16, String> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    pub fn u32(&mut self) -> Result<u32, String> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub fn u64(&mut self) -> Result<u64, String> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// The same as a number of things in memory.
    pub fn size(&mut self) -> Result<usize, String> {
        let size = self.u64()?;
        usize::try_from(size).map_err(|_| format!("{size} is no size"))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let bytes = self.take(N)?;
        Ok(bytes.try_into().expect("as many bytes as were asked for"))
    }
}

/// A string that ends with a zero byte, or with `bytes`.
pub fn c_string(bytes: &[u8]) -> Result<String, String> {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    let text = std::str::from_utf8(&bytes[..end]);
    text.map(str::to_owned).map_err(|_| "a string is not UTF-8".to_owned())
}
