import { type FormEvent, useState } from 'react'
import { devicesRoute } from '#features/device/contract.ts'
import type { ClientCode } from '#platform/http/client.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useRead } from '#ui/console/useRead.ts'
import { giveBlockRoute, numberBlocksRoute, returnBlockRoute } from '../contract/numberBlock.ts'
import { formatTicket } from '../model.ts'
import { SiteChoice } from './SiteChoice.tsx'
import { hallTexts } from './texts.ts'

/** Stands for somebody who is no device. */
const TEAM = ''
const MOST = 200

/** Blocks of ticket numbers that kiosks and mobile teams have today, below the list of devices. */
export function NumberBlocks({ site }: { readonly site: string | null }) {
  const t = hallTexts(useConsole().language)
  const [chosen, setChosen] = useState<string>()
  const here = site ?? chosen
  return (
    <section className="console-panel" aria-labelledby="number-blocks">
      <h2 className="console-panel__title" id="number-blocks">
        {t('blocks.title')}
      </h2>
      <p className="kern-body">{t('blocks.intro')}</p>
      {site === null && <SiteChoice value={chosen} onChange={setChosen} />}
      {here && <BlocksAt key={here} site={here} />}
    </section>
  )
}

function BlocksAt({ site }: { readonly site: string }) {
  const t = hallTexts(useConsole().language)
  const { data, refetch } = useRead(numberBlocksRoute, { params: { site } })
  const { announce } = useConsole()
  const giveBack = useCommand(returnBlockRoute)
  const [failed, setFailed] = useState(false)
  const again = () => void refetch()

  async function back(block: string) {
    const answer = await giveBack.press({ params: { block } })
    if (!answer) return
    // Given back by somebody else meanwhile: the list says so.
    const isBack = answer.ok || answer.code === 'block_over'
    setFailed(!isBack)
    if (isBack) announce(t('blocks.back.done'))
    again()
  }

  return (
    <>
      {failed && <Alert kind="danger" title={t('blocks.back.failed')} live="assertive" />}
      {data?.blocks.length === 0 && <p className="console-empty">{t('blocks.none')}</p>}
      <ul className="console-list">
        {data?.blocks.map(({ block, prefix, first, last, holder, used, returnedAt }) => (
          <li className="console-item" key={block}>
            <span className="console-item__main">
              <strong>
                {t('blocks.range', { first: formatTicket(prefix, first), last: formatTicket(prefix, last) })}
              </strong>
              <span className="console-item__meta">
                {t('blocks.used', { holder, used, count: last - first + 1 })}
              </span>
            </span>
            {returnedAt === null ? (
              <ActionButton busy={giveBack.busy} onPress={() => void back(block)}>
                {t('blocks.return')}
              </ActionButton>
            ) : (
              <span className="console-item__meta">{t('blocks.returned')}</span>
            )}
          </li>
        ))}
      </ul>
      <GiveForm site={site} onGiven={again} />
    </>
  )
}

function GiveForm({ site, onGiven }: { readonly site: string; readonly onGiven: () => void }) {
  const { language, announce } = useConsole()
  const t = hallTexts(language)
  const { data } = useRead(devicesRoute, {})
  const give = useCommand(giveBlockRoute)
  const [device, setDevice] = useState(TEAM)
  const [typed, setTyped] = useState({ holder: '', prefix: '', count: '' })
  const [tried, setTried] = useState(false)
  const [failure, setFailure] = useState<'unknown_device' | ClientCode>()
  const kiosks = (data?.devices ?? []).filter((each) => each.kind === 'kiosk' && each.site === site)
  const holder = kiosks.find((each) => each.device === device)?.name ?? typed.holder.trim()
  const count = /^\d{1,3}$/.test(typed.count.trim()) ? Number(typed.count.trim()) : 0
  const prefix = typed.prefix.trim().toUpperCase()
  const faults = {
    holder: holder === '',
    prefix: !/^[A-Z]$/.test(prefix),
    count: count < 1 || count > MOST,
  }

  async function send(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (faults.holder || faults.prefix || faults.count) return
    const body = { prefix, count, holder, device: device === TEAM ? null : device }
    const answer = await give.press({ params: { site }, body })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    setTyped({ holder: '', prefix: '', count: '' })
    setTried(false)
    announce(t('blocks.given'))
    onGiven()
  }

  const field = (
    name: keyof typeof typed,
    fault: 'blocks.holder.fault' | 'blocks.prefix.fault' | 'blocks.count.fault',
  ) => ({
    value: typed[name],
    onChange: (value: string) => setTyped({ ...typed, [name]: value }),
    error: tried && faults[name] ? t(fault, { most: MOST }) : undefined,
  })

  return (
    <form className="plan-form" onSubmit={(event) => void send(event)} noValidate>
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, { unknown_device: 'blocks.unknownDevice' }, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      <Picker
        label={t('blocks.who')}
        value={device}
        onChange={setDevice}
        options={[
          { value: TEAM, text: t('blocks.team') },
          ...kiosks.map((each) => ({ value: each.device, text: each.name })),
        ]}
      />
      {device === TEAM && (
        <TextInput label={t('blocks.holder')} maxLength={60} {...field('holder', 'blocks.holder.fault')} />
      )}
      <TextInput label={t('blocks.prefix')} maxLength={1} {...field('prefix', 'blocks.prefix.fault')} />
      <TextInput label={t('blocks.count')} maxLength={3} {...field('count', 'blocks.count.fault')} />
      <div className="console-toolbar">
        <ActionButton type="submit" busy={give.busy}>
          {t('blocks.give')}
        </ActionButton>
      </div>
    </form>
  )
}
