import { ChangeHistory } from '#ui/console/ChangeHistory.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import type { Setup } from './setupTyped.ts'
import { capacityTexts } from './texts.ts'

export type SetupHistoryProps = {
  readonly data: Setup
  /** Puts what held before this change into the form. */
  readonly onEarlier: (change: string) => void
}

/** Who changed what of counters and services, and the way back: it leads through the form, which says what that does. */
export function SetupHistory({ data, onEarlier }: SetupHistoryProps) {
  const { language, directory, announce } = useConsole()
  const t = capacityTexts(language)
  const titles = (services: readonly string[]) =>
    services.map((service) => serviceTitle(directory, service)).join(', ')
  const mode = (value: 'appointment' | 'walk_in' | 'both' | null) =>
    value === null ? t('setup.notOffered') : t(`shift.mode.${value}`)

  async function press(change: string): Promise<undefined> {
    onEarlier(change)
    announce(t('setup.earlier'))
  }

  return (
    <ChangeHistory
      changes={data.changes.map((change) => ({
        ...change,
        site: data.site,
        newest: change.change === data.newest && data.earlier !== null,
      }))}
      none={t('shares.noChanges')}
      linesOf={(change) => [
        ...(change.source === 'import' ? [{ key: 'source', text: t('shares.imported') }] : []),
        ...change.offers.map(({ service, before, after }) => ({
          key: service,
          text: `${serviceTitle(directory, service)}: ${t('shares.pair', {
            before: mode(before),
            after: mode(after),
          })}`,
        })),
        ...change.counters.flatMap(({ key, change: what, renamed, led, gained, lost }) => [
          ...(what === 'changed'
            ? []
            : [{ key: `${key} ${what}`, text: t(`setup.change.${what}`, { counter: key }) }]),
          ...(renamed ? [{ key: `${key} words`, text: t('setup.change.renamed', { counter: key }) }] : []),
          ...(led ? [{ key: `${key} way`, text: t('setup.change.led', { counter: key }) }] : []),
          ...(gained.length > 0
            ? [
                {
                  key: `${key} gained`,
                  text: t('setup.change.gained', { counter: key, services: titles(gained) }),
                },
              ]
            : []),
          ...(lost.length > 0
            ? [{ key: `${key} lost`, text: t('setup.change.lost', { counter: key, services: titles(lost) }) }]
            : []),
        ]),
      ]}
      busy={false}
      onUndo={press}
    />
  )
}
