/** A loss as a function of the margin y (v · z + b), with its first two derivatives. */
export type Loss = (margin: number) => { value: number; slope: number; curvature: number };

/** log(1 + exp(−m)), of logistic regression. */
export const logistic: Loss = (m) => {
  const wrong = 1 / (1 + Math.exp(m));
  const value = m > 0 ? Math.log1p(Math.exp(-m)) : -m + Math.log1p(Math.exp(m));
  return { value, slope: -wrong, curvature: wrong * (1 - wrong) };
};

/** max(0, 1 − m)², of the support vector machine. */
export const squaredHinge: Loss = (m) => {
  const short = Math.max(0, 1 - m);
  return { value: short * short, slope: -2 * short, curvature: short > 0 ? 2 : 0 };
};
