/** A picture as pixels: red, green, blue and opacity, a byte each, line by line from the top. */
export type Pixels = {
  readonly data: Uint8ClampedArray<ArrayBuffer>
  readonly width: number
  readonly height: number
}

/**
 * A picture whose longer side is at most so long, on white: each pixel is the mean of those that it stands for. The
 * picture itself, put on white, if it is small enough.
 */
export function shrink(pixels: Pixels, longSide: number): Pixels {
  const { width, height } = pixels
  const factor = Math.max(1, Math.max(width, height) / longSide)
  const to = {
    width: Math.max(1, Math.round(width / factor)),
    height: Math.max(1, Math.round(height / factor)),
  }
  const data = new Uint8ClampedArray(to.width * to.height * 4)
  for (let y = 0; y < to.height; y++) {
    const top = Math.floor((y * height) / to.height)
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * height) / to.height))
    for (let x = 0; x < to.width; x++) {
      const left = Math.floor((x * width) / to.width)
      const right = Math.max(left + 1, Math.floor(((x + 1) * width) / to.width))
      meanOnWhite(pixels, { top, bottom, left, right }, data, (y * to.width + x) * 4)
    }
  }
  return { data, ...to }
}

type Area = { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number }

function meanOnWhite(
  { data, width }: Pixels,
  { top, bottom, left, right }: Area,
  into: Uint8ClampedArray,
  at: number,
): void {
  let red = 0
  let green = 0
  let blue = 0
  for (let y = top; y < bottom; y++) {
    for (let index = (y * width + left) * 4; index < (y * width + right) * 4; index += 4) {
      const opacity = data[index + 3] ?? 0
      const white = 255 * (255 - opacity)
      red += (data[index] ?? 0) * opacity + white
      green += (data[index + 1] ?? 0) * opacity + white
      blue += (data[index + 2] ?? 0) * opacity + white
    }
  }
  const full = (bottom - top) * (right - left) * 255
  into[at] = red / full
  into[at + 1] = green / full
  into[at + 2] = blue / full
  into[at + 3] = 255
}
