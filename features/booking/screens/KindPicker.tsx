import { VISIT_KINDS, type VisitKind } from '#features/visit/model.ts'
import type { ChosenMatter } from '#ui/console/chosenMatters.ts'
import { useConsole } from '#ui/console/context.ts'
import type { Directory } from '#ui/console/directory.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { bookingTexts } from './texts.ts'

/** How one visit for all these matters may take place: as each of them may. None for no matters. */
export function kindsOfMatters(
  directory: Pick<Directory, 'services'>,
  matters: readonly ChosenMatter[],
): readonly VisitKind[] {
  if (matters.length === 0) return []
  return VISIT_KINDS.filter((one) =>
    matters.every(({ service }) =>
      directory.services.some(({ key, kinds }) => key === service && kinds.includes(one)),
    ),
  )
}

/** Asks how the visit shall take place, only where there is a choice. */
export function KindPicker({
  kinds,
  kind,
  onChange,
}: {
  readonly kinds: readonly VisitKind[]
  readonly kind: VisitKind
  readonly onChange: (kind: VisitKind) => void
}) {
  const t = bookingTexts(useConsole().language)
  if (kinds.length < 2) return null
  return (
    <Picker
      label={t('book.kind')}
      value={kind}
      onChange={(value) => onChange(VISIT_KINDS.find((one) => one === value) ?? 'on_site')}
      options={kinds.map((one) => ({ value: one, text: t(`kind.${one}`) }))}
    />
  )
}
