import type { TemplateFault } from '../model/template.ts'
import type { MessageText } from './texts.ts'

/** What is wrong with a field and where, for whoever writes in it. */
export function faultWords(faults: readonly TemplateFault[], t: MessageText): string | undefined {
  return faults.length === 0 ? undefined : faults.map((fault) => words(fault, t)).join(' ')
}

function words({ code, at, found, nearest }: TemplateFault, t: MessageText): string {
  if (code === 'unknown_placeholder' && nearest)
    return t('fault.nearest', { at, found, nearest: `{${nearest}}` })
  return t(`fault.${code}`, { at, found })
}
