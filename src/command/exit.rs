use std::process::ExitCode;

/// How the command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// Everything was done.
    Done,
    /// Nothing went wrong, but what was looked for was found: something to report.
    Found,
    /// The arguments were wrong, or an input failed; the other inputs are done.
    Trouble,
    /// Somebody wanted it to end.
    Interrupted,
}

impl From<ExitStatus> for u8 {
    fn from(status: ExitStatus) -> u8 {
        match status {
            ExitStatus::Done => 0,
            ExitStatus::Found => 1,
            ExitStatus::Trouble => 2,
            ExitStatus::Interrupted => 130,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> ExitCode {
        ExitCode::from(u8::from(status))
    }
}
