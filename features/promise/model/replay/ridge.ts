/** A linear regression that holds its numbers small (ridge), fed one by one: it keeps sums, no observations. Mutable. */
export type Ridge = { readonly products: Float64Array; readonly targets: Float64Array }

const PENALTY = 1

/** For so many inputs; the first of them is usually 1. */
export function newRidge(inputs: number): Ridge {
  return { products: new Float64Array(inputs * inputs), targets: new Float64Array(inputs) }
}

/** Takes one observation in. */
export function learnRidge({ products, targets }: Ridge, inputs: readonly number[], target: number): void {
  const size = targets.length
  for (const [row, value] of inputs.entries()) {
    targets[row] = (targets[row] ?? 0) + value * target
    for (const [column, other] of inputs.entries())
      products[row * size + column] = (products[row * size + column] ?? 0) + value * other
  }
}

/** The weight of each input (Gaussian elimination; the penalty makes it always solvable). */
export function fitRidge({ products, targets }: Ridge): number[] {
  const size = targets.length
  const rows = Array.from({ length: size }, (_, row) => [
    ...Array.from({ length: size }, (_, column) => {
      return (products[row * size + column] ?? 0) + (row === column ? PENALTY : 0)
    }),
    targets[row] ?? 0,
  ])
  for (let pivot = 0; pivot < size; pivot++) {
    const from = rows[pivot] ?? []
    const divisor = from[pivot] ?? 1
    for (const [index, row] of rows.entries()) {
      if (index === pivot) continue
      const factor = (row[pivot] ?? 0) / divisor
      for (let column = pivot; column <= size; column++)
        row[column] = (row[column] ?? 0) - factor * (from[column] ?? 0)
    }
  }
  return rows.map((row, index) => (row[size] ?? 0) / (row[index] ?? 1))
}

/** What the weights say of some inputs. */
export const weighed = (weights: readonly number[], inputs: readonly number[]) =>
  inputs.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0)
