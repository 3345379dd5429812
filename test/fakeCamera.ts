import { writeFileSync } from 'node:fs'
import { encode } from 'uqr'

/** Pixels of a module of the code, and of the white around it. */
const MODULE = 8
const QUIET = 5

/** Has Chromium show this file instead of a camera, without asking anybody. It is opened when the page asks for it. */
export function cameraArguments(file: string): string[] {
  return [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${file}`,
  ]
}

/** What the camera sees from now on: a QR code with this text, on and on. */
export function holdBeforeCamera(file: string, text: string): void {
  const { data, size } = encode(text)
  const width = (size + 2 * QUIET) * MODULE
  const light = Buffer.alloc(width * width, 235)
  for (let y = 0; y < width; y++)
    for (let x = 0; x < width; x++) {
      const row = data[Math.floor(y / MODULE) - QUIET]
      if (row?.[Math.floor(x / MODULE) - QUIET]) light[y * width + x] = 16
    }
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, Buffer.alloc((width * width) / 2, 128)])
  const head = Buffer.from(`YUV4MPEG2 W${width} H${width} F10:1 Ip A1:1 C420jpeg\n`)
  writeFileSync(file, Buffer.concat([head, frame, frame, frame]))
}
