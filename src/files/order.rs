//! The order of the inputs, kept whatever order they are done in.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Tells reports in the order of their numbers.
pub(super) struct Order<R> {
    state: Mutex<State<R>>,
    changed: Condvar,
}

struct State<R> {
    /// The number whose turn it is.
    turn: usize,
    /// Reports that came before their turn.
    early: BTreeMap<usize, R>,
    stopped: bool,
}

impl<R> Order<R> {
    pub(super) fn new() -> Order<R> {
        let state = State { turn: 0, early: BTreeMap::new(), stopped: false };
        Order { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Hands in the report of a number; `tell` is called with every report whose turn has come,
    /// and says whether to go on.
    pub(super) fn hand_in(&self, number: usize, report: R, mut tell: impl FnMut(R) -> bool) {
        let mut state = self.lock();
        state.early.insert(number, report);
        while let Some(report) = {
            let turn = state.turn;
            state.early.remove(&turn)
        } {
            state.stopped |= !tell(report);
            state.turn += 1;
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Whether everything before a number was told.
    pub(super) fn is_turn(&self, number: usize) -> bool {
        self.lock().turn == number
    }

    /// Waits until everything before a number was told; tells whether to go on.
    pub(super) fn wait_for(&self, number: usize) -> bool {
        let mut state = self.lock();
        while state.turn != number && !state.stopped {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        !state.stopped
    }

    /// Whether nothing more is to be done.
    pub(super) fn is_stopped(&self) -> bool {
        self.lock().stopped
    }

    fn lock(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_come_in_order() {
        let order = Order::new();
        let mut told = Vec::new();
        for number in [2, 1, 0, 4, 3] {
            order.hand_in(number, number, |report| {
                told.push(report);
                report < 4
            });
            assert_eq!(order.is_stopped(), told.len() == 5);
        }
        assert_eq!(told, [0, 1, 2, 3, 4]);
        assert!(!order.wait_for(9));
    }
}
