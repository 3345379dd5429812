/**
 * Thrown by a handler whose work is taken in and not done yet. A program gets the code with `place` in the problem
 * document and Retry-After, and sends the same request again; a feature's contract lists the code.
 */
export class InLine extends Error {
  override name = 'InLine'
  readonly code: string
  readonly place: number
  readonly retrySeconds: number

  constructor(code: string, standing: { readonly place: number; readonly retrySeconds: number }) {
    super(code)
    this.code = code
    this.place = standing.place
    this.retrySeconds = standing.retrySeconds
  }
}
