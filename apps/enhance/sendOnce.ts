/**
 * A second press on a form's button while the first is under way does nothing. The button is not disabled: that
 * would take its name and value out of the form and its focus from the reader. The server is safe without this;
 * it spares the reader a second answer. Coming back by the browser's Back button frees the form again.
 */
export function sendOnce(document: Document): void {
  for (const form of Array.from(document.querySelectorAll<HTMLFormElement>('form[data-once]'))) {
    form.addEventListener('submit', (event) => {
      if (form.hasAttribute('data-sent')) event.preventDefault()
      else form.setAttribute('data-sent', '')
    })
  }
  window.addEventListener('pageshow', () => {
    for (const form of Array.from(document.querySelectorAll('form[data-sent]')))
      form.removeAttribute('data-sent')
  })
}
