//! Sets of instructions that the kernels are compiled for.

use pulp::WithSimd;

/// A set of vector instructions.
///
/// The kernels compute the same sums in the same order with each of them;
/// results differ in the last bits only, where instructions fuse a
/// multiplication with an addition and others do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InstructionSet {
    /// 512-bit vectors (x86-64 level 4).
    Avx512,
    /// 256-bit vectors with fused multiplication and addition (x86-64 level 3).
    Avx2,
    /// 128-bit vectors of 64-bit Arm.
    Neon,
    /// What every processor of the target has.
    Portable,
}

impl InstructionSet {
    /// All sets, the fastest first.
    pub const ALL: [Self; 4] = [Self::Avx512, Self::Avx2, Self::Neon, Self::Portable];

    /// Whether this processor has the instructions.
    #[must_use]
    pub fn is_available(self) -> bool {
        Arch::of(self).is_some()
    }
}

impl std::fmt::Display for InstructionSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Avx512 => "AVX-512",
            Self::Avx2 => "AVX2",
            Self::Neon => "NEON",
            Self::Portable => "portable",
        })
    }
}

/// Runs kernels with one set of instructions that this processor has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arch(pulp::Arch);

impl Arch {
    /// The fastest set.
    pub(crate) fn best() -> Self {
        Self(pulp::Arch::new())
    }

    /// A certain set, if this processor has it.
    pub(crate) fn of(set: InstructionSet) -> Option<Self> {
        #[cfg(target_arch = "x86_64")]
        let arch = match set {
            InstructionSet::Avx512 => pulp::Arch::V4(pulp::x86::V4::try_new()?),
            InstructionSet::Avx2 => pulp::Arch::V3(pulp::x86::V3::try_new()?),
            InstructionSet::Neon => return None,
            InstructionSet::Portable => pulp::Arch::Scalar,
        };
        #[cfg(target_arch = "aarch64")]
        let arch = match set {
            InstructionSet::Neon => pulp::Arch::Neon(pulp::aarch64::Neon::try_new()?),
            InstructionSet::Portable => pulp::Arch::Scalar,
            InstructionSet::Avx512 | InstructionSet::Avx2 => return None,
        };
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        let arch = match set {
            InstructionSet::Portable => pulp::Arch::Scalar,
            _ => return None,
        };
        Some(Self(arch))
    }

    /// Every set that this processor has.
    #[cfg(test)]
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        InstructionSet::ALL.into_iter().filter_map(Self::of)
    }

    /// The name of the set.
    pub(crate) fn set(self) -> InstructionSet {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            pulp::Arch::V4(_) => InstructionSet::Avx512,
            #[cfg(target_arch = "x86_64")]
            pulp::Arch::V3(_) => InstructionSet::Avx2,
            #[cfg(target_arch = "aarch64")]
            pulp::Arch::Neon(_) => InstructionSet::Neon,
            _ => InstructionSet::Portable,
        }
    }

    #[inline(always)]
    pub(crate) fn dispatch<Op: WithSimd>(self, op: Op) -> Op::Output {
        self.0.dispatch(op)
    }
}
