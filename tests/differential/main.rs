//! Proof that the native engine is OpenCC: the same texts through both, byte for byte.
//!
//! ```sh
//! scripts/setup-libopencc          # OpenCC itself
//! scripts/fetch-texts              # real texts, as far as they can be had
//! cargo test --features opencc --test differential
//! ```
//!
//! `FANJIAN_DIFFERENTIAL_CHARS` sets how many characters are generated for each configuration,
//! `FANJIAN_DIFFERENTIAL_SEED` from where on. A difference is reduced to its smallest text.

#[cfg(not(feature = "opencc"))]
#[test]
#[ignore = "needs OpenCC itself: run scripts/setup-libopencc, then test with --features opencc"]
fn native_engine_equals_opencc() {}

#[cfg(feature = "opencc")]
mod compare;
#[cfg(feature = "opencc")]
mod entries;
#[cfg(feature = "opencc")]
mod generate;
#[cfg(feature = "opencc")]
mod random;
#[cfg(feature = "opencc")]
mod suite;
#[cfg(feature = "opencc")]
mod texts;
