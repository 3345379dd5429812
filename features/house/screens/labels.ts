import type { StaffLanguage } from '#kernel/language.ts'
import type { Level, Room, Thing } from '../model.ts'
import type { HouseText } from './texts.ts'

/** How something of a plan is called in the list: its kind and its name. */
export function labelOf(what: Level | Room | Thing, t: HouseText, language: StaffLanguage): string {
  if (!('kind' in what)) return what.name[language]
  const named = what.name?.[language] ?? what.counter ?? what.shaft
  return named === undefined ? t(`kind.${what.kind}`) : `${t(`kind.${what.kind}`)}: ${named}`
}
