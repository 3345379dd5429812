import { LOOKS, type Look, lookOr } from '#ui/look.ts'

const STORED = 'dran.console.look'

/** The look that this browser was told to show. */
export function rememberedLook(): Look {
  return lookOr(localStorage.getItem(STORED) ?? undefined)
}

/** Shows the console in a look and remembers it. */
export function applyLook(look: Look): void {
  localStorage.setItem(STORED, look)
  if (look === 'system') document.body.removeAttribute('data-kern-theme')
  else document.body.dataset.kernTheme = look
}

export { LOOKS, type Look }
