import { scriptAddress } from '../enhance/scriptAddress.ts'

/** Wide enough for a code on a telephone at arm's length, and read in some 30 ms. Pixels. */
const WIDTH = 640
/** Nobody holds a telephone still for longer; pressing again begins anew. Milliseconds. */
const LOOKS_FOR = 25_000
const BETWEEN = 120

/**
 * Lets the kiosk's camera read the code of a confirmation. Only where there is a camera, and only after a press: the
 * reader is loaded then, the picture stays in this page, and nothing of it is kept or sent.
 */
export function offerCamera(document: Document): void {
  const part = document.querySelector<HTMLElement>('[data-camera]')
  const button = part?.querySelector<HTMLButtonElement>('button')
  const video = part?.querySelector('video')
  const form = document.querySelector<HTMLFormElement>('form[data-scan]')
  const field = form?.querySelector('input')
  if (!part || !button || !video || !form || !field || !navigator.mediaDevices) return
  const { camera = '', cameraReader = '' } = part.dataset
  const say = (name: string) => {
    for (const note of Array.from(part.querySelectorAll<HTMLElement>('[data-camera-note]')))
      note.hidden = note.dataset.cameraNote !== name
  }
  const send = (code: string) => {
    field.value = code
    form.requestSubmit()
  }
  void navigator.mediaDevices.enumerateDevices().then((devices) => {
    part.hidden = !devices.some(({ kind }) => kind === 'videoinput')
  })
  let stop: (() => void) | undefined
  button.addEventListener('click', async () => {
    stop?.()
    say('looking')
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user' } })
      const worker = new Worker(scriptAddress(camera))
      const end = () => {
        clearTimeout(timer)
        worker.terminate()
        for (const track of stream.getTracks()) track.stop()
        video.hidden = true
      }
      const timer = setTimeout(() => {
        end()
        say('nothing')
      }, LOOKS_FOR)
      stop = end
      worker.onerror = () => {
        end()
        say('failed')
      }
      worker.postMessage({ reader: cameraReader })
      await look(video, stream, worker, (code) => {
        end()
        send(code)
      })
    } catch {
      stop?.()
      say('failed')
    }
  })
  window.addEventListener('pagehide', () => stop?.())
}

/** Shows the camera's picture, as a mirror would, and asks the worker for each until it has found a code. */
async function look(
  video: HTMLVideoElement,
  stream: MediaStream,
  worker: Worker,
  found: (code: string) => void,
): Promise<void> {
  const canvas = video.ownerDocument.createElement('canvas')
  const brush = canvas.getContext('2d', { willReadFrequently: true })
  const ask = () => {
    if (!brush || video.videoWidth === 0) return setTimeout(ask, BETWEEN)
    canvas.width = Math.min(WIDTH, video.videoWidth)
    canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth)
    brush.drawImage(video, 0, 0, canvas.width, canvas.height)
    worker.postMessage({ picture: brush.getImageData(0, 0, canvas.width, canvas.height) })
  }
  worker.onmessage = ({ data }: MessageEvent<{ readonly text: string | null }>) => {
    if (data.text) found(data.text)
    else setTimeout(ask, BETWEEN)
  }
  video.srcObject = stream
  video.hidden = false
  await video.play()
  ask()
}
