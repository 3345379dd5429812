/** The first word may be older than the page: only then is waited, so that two who disagree do not turn in a circle. */
const DOUBT_MS = 5_000

/**
 * The first page says at once that the site closes or opens again: it hears what displays hear, and begins anew when
 * that is not what it says.
 */
export function followClosing(document: Document): void {
  const { site, closed = '' } = document.body.dataset
  if (site === undefined) return
  let heard = false
  const source = new EventSource(`/api/sites/${encodeURIComponent(site)}/display/events`)
  source.onmessage = ({ data }: MessageEvent<string>) => {
    const now: { readonly closed?: { readonly de: string } | null } = JSON.parse(data)
    const isOther = (now.closed?.de ?? '') !== closed
    if (isOther) setTimeout(() => document.defaultView?.location.reload(), heard ? 0 : DOUBT_MS)
    if (isOther) source.close()
    heard = true
  }
}
