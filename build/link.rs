//! Tells cargo what makes the command smaller and start sooner when it is linked, as far as the linker here can do it.

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Leaves out what unwinding needs: a release aborts when it panics, and has no names that a backtrace
/// could show.
const WITHOUT_UNWINDING: &str = "SECTIONS { /DISCARD/ : { *(.eh_frame .eh_frame.* .gcc_except_table .gcc_except_table.*) } }\n\
     INSERT AFTER .rodata;\n";

/// What is linked to find out.
const PROGRAM: &str = "fn main() { assert!(std::thread::spawn(|| ()).join().is_ok()) }";

/// Prints the flags for a release that is built for Linux. Other systems have other formats, and
/// whoever debugs wants all that there is.
pub fn print_flags(out: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=RUSTC_LINKER");
    println!("cargo::rerun-if-env-changed=FANJIAN_PIE");
    let is = |variable, value: &str| env::var(variable).is_ok_and(|set| set == value);
    if !is("CARGO_CFG_TARGET_OS", "linux") || !is("PROFILE", "release") || !is("DEBUG", "false") {
        return Ok(());
    }
    let script = out.join("without_unwinding.ld");
    fs::write(&script, WITHOUT_UNWINDING)?;
    let script = format!("-Wl,--no-eh-frame-hdr,-T,{}", script.display());
    // At one address, no pointer has to be changed at each start, and no page of them copied. Where it matters more
    // that addresses cannot be guessed, they are listed as bits, which a libc has to know.
    let mut places = vec!["-no-pie", "-Wl,-z,pack-relative-relocs"];
    if env::var_os("FANJIAN_PIE").is_some() {
        places.remove(0);
    }
    // Of each of these, the first one that works; equal functions once.
    for flags in [vec!["-Wl,--icf=all"], places, vec![&script]] {
        for flag in flags {
            if works(flag, out)? {
                println!("cargo::rustc-link-arg-bins={flag}");
                break;
            }
        }
    }
    Ok(())
}

/// Whether a program is linked with that flag, and runs here: most build for the machine they have.
fn works(flag: &str, out: &Path) -> Result<bool, Box<dyn Error>> {
    let (source, program) = (out.join("link.rs"), out.join("link"));
    fs::write(&source, PROGRAM)?;
    let mut rustc = Command::new(env::var_os("RUSTC").ok_or("cargo names the compiler")?);
    rustc.arg(&source).arg("-o").arg(&program).args(["--target", &env::var("TARGET")?]);
    rustc.args(["-C", "panic=abort", "-C", &format!("link-arg={flag}")]);
    if let Ok(linker) = env::var("RUSTC_LINKER") {
        rustc.args(["-C", &format!("linker={linker}")]);
    }
    if let Ok(flags) = env::var("CARGO_ENCODED_RUSTFLAGS") {
        rustc.args(flags.split('\x1f').filter(|flag| !flag.is_empty()));
    }
    let is_linked = rustc.output()?.status.success();
    Ok(is_linked && Command::new(&program).output().is_ok_and(|ran| ran.status.success()))
}
