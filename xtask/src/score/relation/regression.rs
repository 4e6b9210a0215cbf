//! Logistic regression by Newton's method (iteratively reweighted least squares) with an L2
//! penalty on the weights of standardised values.

/// A fitted regression, for values as they come.
#[derive(Clone, Debug)]
pub(crate) struct Regression {
    pub(crate) intercept: f64,
    pub(crate) weights: Vec<f64>,
}

/// An example: its values, whether it belongs to the class, how much it counts.
pub(crate) struct Example<'a> {
    pub(crate) values: &'a [f64],
    pub(crate) belongs: bool,
    pub(crate) weight: f64,
}

impl Regression {
    /// Fits examples that have the same number of values each. `penalty` is the inverse of the
    /// variance that weights are thought to have.
    pub(crate) fn fit(examples: &[Example<'_>], penalty: f64) -> Self {
        const ROUNDS: usize = 30;
        let size = examples.first().map_or(0, |example| example.values.len());
        let (means, deviations) = moments(examples, size);
        let standard: Vec<Vec<f64>> = examples
            .iter()
            .map(|e| (0..size).map(|i| (e.values[i] - means[i]) / deviations[i]).collect())
            .collect();
        // The last is the intercept.
        let mut weights = vec![0.0; size + 1];
        for _ in 0..ROUNDS {
            let mut gradient = vec![0.0; size + 1];
            let mut hessian = vec![vec![0.0; size + 1]; size + 1];
            for i in 0..size {
                gradient[i] = -penalty * weights[i];
                hessian[i][i] = penalty;
            }
            hessian[size][size] = 1e-9;
            for (example, values) in examples.iter().zip(&standard) {
                let value = |i: usize| if i == size { 1.0 } else { values[i] };
                let sum: f64 = (0..=size).map(|i| weights[i] * value(i)).sum();
                let p = sigmoid(sum);
                let error = f64::from(u8::from(example.belongs)) - p;
                for i in 0..=size {
                    gradient[i] += example.weight * error * value(i);
                    for (j, cell) in hessian[i].iter_mut().enumerate() {
                        *cell += example.weight * p * (1.0 - p) * value(i) * value(j);
                    }
                }
            }
            let step = solve(hessian, gradient);
            weights.iter_mut().zip(&step).for_each(|(weight, step)| *weight += step);
            if step.iter().all(|step| step.abs() < 1e-9) {
                break;
            }
        }
        let scaled: Vec<f64> = (0..size).map(|i| weights[i] / deviations[i]).collect();
        let shift: f64 = scaled.iter().zip(&means).map(|(weight, mean)| weight * mean).sum();
        Self { intercept: weights[size] - shift, weights: scaled }
    }

    /// The probability that values belong to the class.
    pub(crate) fn probability(&self, values: &[f64]) -> f64 {
        let sum: f64 = self.weights.iter().zip(values).map(|(weight, value)| weight * value).sum();
        sigmoid(self.intercept + sum)
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Means and standard deviations; the latter are 1 for what never changes.
fn moments(examples: &[Example<'_>], size: usize) -> (Vec<f64>, Vec<f64>) {
    let total: f64 = examples.iter().map(|e| e.weight).sum();
    let mean = |i: usize| examples.iter().map(|e| e.weight * e.values[i]).sum::<f64>() / total;
    let means: Vec<f64> = (0..size).map(mean).collect();
    let deviation = |i: usize| {
        let squares = examples.iter().map(|e| e.weight * (e.values[i] - means[i]).powi(2));
        let deviation = (squares.sum::<f64>() / total).sqrt();
        if deviation > 1e-9 { deviation } else { 1.0 }
    };
    let deviations = (0..size).map(deviation).collect();
    (means, deviations)
}

/// Solves a positive definite system by elimination with pivots.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for column in 0..size {
        let pivot = (column..size)
            .max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))
            .unwrap_or(column);
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        let top = matrix[column].clone();
        for row in column + 1..size {
            let factor = matrix[row][column] / top[column];
            for k in column..size {
                matrix[row][k] -= factor * top[k];
            }
            right[row] -= factor * right[column];
        }
    }
    for column in (0..size).rev() {
        let known: f64 = (column + 1..size).map(|k| matrix[column][k] * right[k]).sum();
        right[column] = (right[column] - known) / matrix[column][column];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found() {
        // Of values below 3 one in ten belongs, of those above nine in ten.
        let values: Vec<[f64; 2]> = (0..60).map(|i| [f64::from(i) / 10.0, 7.0]).collect();
        let examples: Vec<Example<'_>> = values
            .iter()
            .enumerate()
            .map(|(i, values)| Example {
                values,
                belongs: (values[0] >= 3.0) != (i % 10 == 5),
                weight: 1.0,
            })
            .collect();
        let fitted = Regression::fit(&examples, 1.0);
        assert!(fitted.weights[0] > 0.5 && fitted.weights[1].abs() < 1e-9, "{fitted:?}");
        assert!(fitted.probability(&[0.5, 7.0]) < 0.3 && fitted.probability(&[5.5, 7.0]) > 0.7);
    }
}
