import { localDate } from '#kernel/instant.ts'
import { formatShortDay } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Table } from '#ui/Table.tsx'
import type { WrittenScenario } from '../contract.ts'
import { DifferenceChart } from './DifferenceChart.tsx'
import { figureWords, READ } from './figureWords.ts'
import { steeringTexts } from './texts.ts'

/** What came of scenarios: in a picture and in a table, beside how it was. */
export function ScenarioResult({ scenarios }: { readonly scenarios: readonly WrittenScenario[] }) {
  const { language } = useConsole()
  const t = steeringTexts(language)
  const words = figureWords(language)
  const played = scenarios.filter(({ outcome }) => outcome !== null)
  const [first] = played
  if (!first?.outcome) return <p className="console-empty">{t('result.none')}</p>
  const { days, firstDay, lastDay } = first.outcome
  const day = (text: string) => formatShortDay(localDate(text), language)
  const isFew = played.some(({ outcome }) => (outcome?.days ?? 0) < 5)
  const befores = new Set(
    played.map(({ outcome }) => `${outcome?.firstDay} ${outcome?.figures.served.before}`),
  )
  return (
    <>
      <p className="kern-body">{t('result.days', { days, first: day(firstDay), last: day(lastDay) })}</p>
      {isFew && <Alert kind="warning" title={t('result.few')} />}
      {befores.size > 1 && <Alert kind="warning" title={t('result.apart')} />}
      <DifferenceChart scenarios={played} />
      <Table
        caption={t('result.table', { names: played.map(({ name }) => name).join(', ') })}
        dense
        columns={[
          { key: 'figure', title: t('result.figure') },
          { key: 'before', title: t('result.before'), numeric: true },
          ...played.flatMap(({ scenario, name }, nth) => [
            { key: `${scenario} after`, title: numbered(name, nth, played.length), numeric: true },
            { key: `${scenario} difference`, title: t('result.difference'), numeric: true },
          ]),
        ]}
        rows={READ.map((name) => ({
          key: name,
          cells: Object.fromEntries([
            ['figure', t(`figure.${name}.long`)],
            ['before', words.value(name, first.outcome?.figures[name].before ?? null)],
            ...played.flatMap(({ scenario, outcome }) => {
              const figure = outcome?.figures[name]
              return [
                [`${scenario} after`, words.value(name, figure?.after ?? null)],
                [`${scenario} difference`, figure ? words.difference(name, figure) : '–'],
              ]
            }),
          ]),
        }))}
      />
      <p className="kern-hint">{t('result.how')}</p>
    </>
  )
}

function numbered(name: string, nth: number, of: number): string {
  return of > 1 ? `${nth + 1} ${name}` : name
}
