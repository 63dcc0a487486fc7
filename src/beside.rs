//! Two pieces of work side by side, on threads that stay.
//!
//! A report takes some ten milliseconds, in which half a dozen things can be done beside each other: a thread for
//! each would cost as much as it saves, and begin with memory of its own. So a command hires its threads
//! once, and what nobody is free for is done where it was asked for.

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

#[cfg(test)]
mod tests {
    use super::*;

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
