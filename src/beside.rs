//! Pieces of work side by side, on threads that stay.
//!
//! A report takes some ten milliseconds, in which half a dozen things can be done beside each other: a thread for
//! each would cost as much as it saves, and begin with memory of its own. So a command hires its threads
//! once, and what nobody is free for is done where it was asked for.

use std::sync::atomic::{AtomicUsize, Ordering};

/// A thread's stack, as large as the main thread's mostly is: lists may nest deeply.
const STACK: usize = 8 << 20;
/// More threads find nothing to do: no more than this many things are ever done side by side.
const MOST: usize = 4;

/// One that asks may wait for a thread of its own making, which asks for others in turn, as Typst does: there has
/// to be one that does not wait.
const LEAST: usize = 2;

/// Hires threads, `most` of them with the one that asks, and one at least. Without it as many as there are cores
/// are hired when they are first needed.
pub fn hire(most: usize) {
    let threads = rayon_core::ThreadPoolBuilder::new()
        .num_threads(most.clamp(LEAST, MOST))
        .stack_size(STACK)
        .use_current_thread();
    // Where they are hired already, they are.
    let _ = threads.build_global();
}

/// Does `there` on another thread if one is free, and `here` on this one.
pub fn beside<A: Send, B>(there: impl FnOnce() -> A + Send, here: impl FnOnce() -> B) -> (A, B) {
    let mut done = None;
    let here = rayon_core::in_place_scope(|scope| {
        scope.spawn(|_| done = Some(there()));
        here()
    });
    // The scope does not end before its work, and goes on with a panic of it.
    let Some(done) = done else {
        unreachable!("a scope ends when all in it is done")
    };
    (done, here)
}

/// Does `work` for each number below `count`, on this thread and on another if one is free; what came of each,
/// in order.
pub fn each<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let some = || {
        let numbers = std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)));
        let mine = numbers.take_while(|number| *number < count);
        mine.map(|number| (number, work(number)))
            .collect::<Vec<_>>()
    };
    let (there, mut all) = beside(some, some);
    all.extend(there);
    all.sort_unstable_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_done_once_and_told_in_order() {
        let squares: Vec<usize> = (0..100).map(|number| number * number).collect();
        assert_eq!(each(100, |number| number * number), squares);
        assert!(each(0, |number| number).is_empty());
    }

    #[test]
    fn both_are_done_however_deep_they_nest() {
        fn sum(from: u64, to: u64) -> u64 {
            if to - from < 8 {
                return (from..to).sum();
            }
            let middle = u64::midpoint(from, to);
            let (a, b) = beside(|| sum(from, middle), || sum(middle, to));
            a + b
        }
        assert_eq!(sum(0, 1000), 499_500);
    }
}
