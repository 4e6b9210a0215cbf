//! Dense linear algebra on the CPU.
//!
//! The vector instructions are chosen when the engine is loaded: AVX-512 or
//! AVX2 with FMA on x86-64, NEON on 64-bit Arm, portable code elsewhere.

mod arch;
mod convolution;
mod dense;
mod maxout;
mod row;
mod split;

pub(crate) use arch::Arch;
pub use arch::InstructionSet;
pub(crate) use convolution::Convolution;
pub(crate) use dense::Dense;
pub(crate) use maxout::{LayerNorm, Maxout};
pub(crate) use row::DenseRow;
pub(crate) use split::{SplitMaxout, SplitRow};
