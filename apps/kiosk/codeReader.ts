import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

// Reads QR codes in pictures, beside the page: its content policy stays as strict as everywhere, and it goes on moving.
// This worker's own policy lets compiled code run, which is served by us (features/hall/pages/kioskCamera.ts).

/** What the page sends: first where the compiled reader is, then pictures. */
type Told = { readonly reader: string } | { readonly picture: ImageData }

const scope: object = globalThis
const post: (answer: { readonly text: string | null }) => void = Reflect.get(scope, 'postMessage')

addEventListener('message', async ({ data }: MessageEvent<Told>) => {
  if ('reader' in data) {
    prepareZXingModule({ overrides: { locateFile: () => data.reader }, fireImmediately: false })
    return
  }
  const [found] = await readBarcodes(data.picture, { formats: ['QRCode'], maxNumberOfSymbols: 1 })
  post({ text: found?.text ?? null })
})
