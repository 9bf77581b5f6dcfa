//! What happens on Ctrl-C.

use fanjian::files;

use super::exit::ExitStatus;

/// From now on Ctrl-C, or a polite request to end, leaves every file whole and no temporary one behind.
pub fn leave_no_temporary_file() {
    // The default way of ending is the only thing that is lost if this fails.
    let _ = ctrlc::set_handler(|| {
        files::abandon();
        std::process::exit(i32::from(u8::from(ExitStatus::Interrupted)));
    });
}
