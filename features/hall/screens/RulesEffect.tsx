import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Table } from '#ui/Table.tsx'
import { figuresOf, WAIT_CLASSES, type WaitFigures } from '../model/waits.ts'
import type { Preview } from './rulesTyped.ts'
import { hallTexts } from './texts.ts'

export type RulesEffectProps = {
  readonly preview: Preview
  readonly busy: boolean
  readonly onSave: () => void
}

/** What a change would have done to waits, and the button that makes it, once all days are worked out. */
export function RulesEffect({ preview, busy, onSave }: RulesEffectProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const isDone = preview.done >= preview.of
  const lines = WAIT_CLASSES.flatMap((one) => {
    const [before, after] = [figuresOf(preview.before[one]), figuresOf(preview.after[one])]
    return before.people + after.people === 0 ? [] : { one, before, after }
  })
  const minutes = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const pair = (of: (figures: WaitFigures) => number | null) => (before: WaitFigures, after: WaitFigures) =>
    t('rules.pair', { before: written(of(before)), after: written(of(after)) })
  const written = (value: number | null) => (value === null ? '–' : minutes.format(value))
  const mean = pair(({ meanMinutes }) => meanMinutes)
  const ninety = pair(({ ninetyMinutes }) => ninetyMinutes)
  const over15 = pair((figures) => figures.over15)
  const over40 = pair((figures) => figures.over40)
  return (
    <div aria-busy={!isDone}>
      <h3 className="console-panel__title">{t('rules.effect')}</h3>
      {!isDone && (
        <p className="console-line" role="status">
          {t('rules.progress', { done: preview.done, of: preview.of })}
        </p>
      )}
      {isDone && lines.length === 0 && <Alert kind="info" title={t('rules.noDays')} live="polite" />}
      {lines.length > 0 && (
        <>
          <p className="kern-body">{t('rules.effectText', { count: preview.done })}</p>
          <Table
            caption={t('rules.effect')}
            captionHidden
            dense
            columns={[
              { key: 'one', title: t('rules.class') },
              { key: 'people', title: t('rules.people'), numeric: true },
              { key: 'mean', title: t('rules.mean'), numeric: true },
              { key: 'ninety', title: t('rules.ninety'), numeric: true },
              { key: 'over15', title: t('rules.over15'), numeric: true },
              { key: 'over40', title: t('rules.over40'), numeric: true },
            ]}
            rows={lines.map(({ one, before, after }) => ({
              key: one,
              cells: {
                one: t(`rules.class.${one}`),
                people: after.people,
                mean: mean(before, after),
                ninety: ninety(before, after),
                over15: over15(before, after),
                over40: over40(before, after),
              },
            }))}
          />
          <p className="console-line">{t('rules.effectHow')}</p>
        </>
      )}
      {isDone && (
        <div className="console-toolbar">
          <ActionButton variant="primary" busy={busy} onPress={onSave}>
            {t('rules.save')}
          </ActionButton>
        </div>
      )}
    </div>
  )
}
