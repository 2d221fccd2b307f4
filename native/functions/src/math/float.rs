//! Java's `float` and `double`.

use std::ops::{Add, Div, Mul, Rem, Sub};

pub trait Float:
    Copy
    + Send
    + Sync
    + 'static
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Rem<Output = Self>
{
    /// Both zeros are.
    fn is_zero(self) -> bool;
    /// Below zero; -0.0 is not.
    fn is_negative(self) -> bool;
}

macro_rules! float {
    ($native:ty) => {
        impl Float for $native {
            fn is_zero(self) -> bool {
                self == 0.0
            }

            fn is_negative(self) -> bool {
                self < 0.0
            }
        }
    };
}

float!(f32);
float!(f64);
