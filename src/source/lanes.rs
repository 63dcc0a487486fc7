//! Loops over bytes, compiled twice: for every processor, and for those with AVX2 and its kin (since
//! 2013). Which one runs is chosen as the program runs; what comes of it is the same.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for AVX2"
)]

/// Runs `work` with the widest instructions that the processor has. What `work` calls has to be
/// inlined into it, to be compiled for them as well.
#[inline(always)]
pub(super) fn widely<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = pulp::x86::V3::try_new() {
        return simd.vectorize(work);
    }
    work()
}
