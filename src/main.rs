use std::io::{Read, Write};
fn main() -> anyhow::Result<()> {
    let name = std::env::args().nth(2).unwrap_or_else(|| fanjian::DEFAULT_ROUTE.to_owned());
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let out = fanjian::Converter::new(&name)?.convert(&text);
    std::io::stdout().write_all(out.as_bytes())?;
    Ok(())
}
