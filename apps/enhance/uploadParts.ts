/** What is said of a file and of the whole, in the page's language; {name} stands for the file's name. */
export type UploadWords = { readonly [state: string]: string | undefined }

/** A file on its way. */
export type Sending = {
  /** Where files are begun; behind it each has an address of its own. */
  readonly address: string
  /** Matter and paper, as the form's choice has them. */
  readonly paper: string
  readonly file: File
  readonly key: string
  /** The longest file that is taken, in bytes. */
  readonly most: number
  /** There is no place left for it. */
  readonly isTooMany: boolean
  /** How much of it is there, from 0 to 1. */
  readonly report: (share: number) => void
  readonly say: (state: 'lost' | 'again') => void
}

/** The largest part, in bytes; on a line that breaks the parts become smaller. */
const LARGEST_PART = 512 * 1024
const SMALLEST_PART = 32 * 1024
/** The pauses after a break, in milliseconds; the last one again and again. */
const PAUSES = [1_000, 2_000, 4_000, 8_000, 15_000]
/** When nothing has moved for so long, in milliseconds, the line is as good as cut. */
const PATIENCE = 20_000
/** So many parts are lost in a row, though the server answers, only where the file itself cannot be read. */
const MOST_LOST = 8
/** Numbers of files that have begun, by what they look like: a page that is loaded anew goes on with them. */
const BEGUN = 'dran-upload'

type Answer = {
  readonly status: number
  readonly code: string
  readonly file: string
  readonly receivedBytes: number
  readonly isWhole: boolean
  readonly wait: number
}

/**
 * Sends a file until all of it is there, however often the line breaks. `gone`: there is nothing to hand in for any more;
 * anything else but `arrived` is why it was not taken.
 */
export async function sendFile(sending: Sending): Promise<string> {
  const { file, address, report } = sending
  if (sending.isTooMany) return 'too_many_files'
  if (file.size > sending.most) return 'too_large'
  const mark = markOf(sending)
  let id = begunFiles()[mark]
  let at = 0
  if (id) {
    const known = await patiently(sending, () => request('GET', `${address}/${id}`))
    if (known.status === 200 && known.isWhole) return 'arrived'
    if (known.status === 200) at = known.receivedBytes
    else id = undefined
  }
  if (!id) {
    const [matter, ...item] = sending.paper.split(':')
    const body = JSON.stringify({ matter, item: item.join(':') || null, name: file.name, bytes: file.size })
    const begun = await patiently(sending, () => request('POST', address, { body, key: sending.key }))
    if (begun.status !== 200) return refusal(begun)
    id = begun.file
    remember(mark, id)
  }
  const outcome = await sendParts(sending, `${address}/${id}`, at)
  remember(mark, undefined)
  report(1)
  return outcome
}

async function sendParts(sending: Sending, address: string, from: number): Promise<string> {
  const { file, report, say } = sending
  let at = from
  let length = LARGEST_PART
  let lost = 0
  while (at < file.size) {
    const body = file.slice(at, at + length)
    const begin = at
    const onProgress = (loaded: number) => report((begin + Math.min(loaded, body.size)) / file.size)
    const answer = await request('PUT', `${address}?offset=${at}`, { body, key: sending.key, onProgress })
    if (answer.status === 200) {
      if (lost > 0) say('again')
      lost = 0
      at = answer.receivedBytes
      report(at / file.size)
      continue
    }
    const isBreak = answer.status === 0 || answer.status === 429 || answer.status >= 500
    if (!isBreak && answer.code !== 'wrong_place') return refusal(answer)
    if (isBreak) {
      lost += 1
      if (lost > MOST_LOST) return 'stopped'
      if (answer.status === 0) say('lost')
      length = Math.max(SMALLEST_PART, Math.floor(length / 2))
      await pause(answer, lost)
    }
    const known = await patiently(sending, () => request('GET', address))
    if (known.status !== 200) return refusal(known)
    at = known.receivedBytes
    if (known.isWhole) return 'arrived'
  }
  return 'arrived'
}

/** Asks until the server answers. */
async function patiently(sending: Sending, ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await ask()
    if (answer.status !== 0 && answer.status !== 429 && answer.status < 500) {
      if (tries > 1) sending.say('again')
      return answer
    }
    if (tries === 1) sending.say('lost')
    await pause(answer, tries)
  }
}

/** Waits longer each time, as the server says, and no longer than until the line is back. */
function pause({ wait, status }: Answer, tries: number): Promise<void> {
  const longest = Math.max(wait, PAUSES[Math.min(tries, PAUSES.length) - 1] ?? 0)
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer)
      window.removeEventListener('online', go)
      resolve()
    }
    const timer = setTimeout(go, longest)
    if (status === 0) window.addEventListener('online', go)
  })
}

function refusal({ status, code }: Answer): string {
  if (status === 404 || code === 'closed') return 'gone'
  return code === 'file_too_large' ? 'too_large' : code
}

/** By XMLHttpRequest: fetch does not say how much has left. */
function request(
  method: string,
  address: string,
  sent: {
    readonly body?: string | Blob
    readonly key?: string
    readonly onProgress?: (loaded: number) => void
  } = {},
): Promise<Answer> {
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest()
    let stalled: ReturnType<typeof setTimeout> | undefined
    const moves = () => {
      clearTimeout(stalled)
      stalled = setTimeout(() => xhr.abort(), PATIENCE)
    }
    const end = () => {
      clearTimeout(stalled)
      let found: Partial<Answer> = {}
      try {
        found = JSON.parse(xhr.responseText)
      } catch {
        // Something on the way has answered, and not the server.
      }
      const wait = Number(xhr.getResponseHeader('retry-after') ?? 0) * 1_000
      resolve({ code: '', file: '', receivedBytes: 0, isWhole: false, ...found, status: xhr.status, wait })
    }
    xhr.open(method, address)
    xhr.setRequestHeader('accept', 'application/json')
    if (sent.body !== undefined) {
      const type = typeof sent.body === 'string' ? 'application/json' : 'application/octet-stream'
      xhr.setRequestHeader('content-type', type)
      xhr.setRequestHeader('idempotency-key', sent.key ?? '')
    }
    const { onProgress } = sent
    if (onProgress)
      xhr.upload.onprogress = (event) => {
        moves()
        onProgress(event.loaded)
      }
    xhr.onload = end
    xhr.onerror = end
    xhr.onabort = end
    moves()
    xhr.send(sent.body ?? null)
  })
}

/** What a file looks like: a number of name, length, date and paper, from which none of them can be told. */
function markOf({ file, paper, address }: Sending): string {
  const text = [address, paper, file.name, file.size, file.lastModified].join('|')
  let mark = 0
  for (let at = 0; at < text.length; at++) mark = (Math.imul(mark, 31) + text.charCodeAt(at)) | 0
  return `${file.size}-${mark >>> 0}`
}

function begunFiles(): { [mark: string]: string | undefined } {
  try {
    return JSON.parse(sessionStorage.getItem(BEGUN) ?? '{}')
  } catch {
    return {}
  }
}

function remember(mark: string, id: string | undefined): void {
  try {
    sessionStorage.setItem(BEGUN, JSON.stringify({ ...begunFiles(), [mark]: id }))
  } catch {
    // A browser that keeps nothing begins anew after it was closed.
  }
}
