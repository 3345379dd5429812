/**
 * Moves the focus to the error summary, so that it is read out and the next Tab reaches its first link. A link
 * there moves on to the field with its label in sight (after GOV.UK's error summary, whose findings we follow).
 */
export function focusErrorSummary(document: Document): void {
  const summary = document.querySelector<HTMLElement>('[data-error-summary]')
  if (!summary) return
  summary.focus()
  summary.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null
    const id = link?.getAttribute('href')?.slice(1)
    const field = id ? document.getElementById(id) : null
    if (!field) return
    event.preventDefault()
    const label =
      field.closest('fieldset')?.querySelector('legend') ?? document.querySelector(`label[for="${id}"]`)
    ;(label ?? field).scrollIntoView()
    field.focus({ preventScroll: true })
  })
}
