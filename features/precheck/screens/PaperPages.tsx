import { useState } from 'react'
import { openPaperRoute } from '#features/papers/contract.ts'
import type { Output } from '#platform/http/contract.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { precheckTexts } from './texts.ts'

/** The pages of a paper, shown when they are asked for: each link opens once, so nothing is loaded before. */
export function PaperPages({ paper, name }: { readonly paper: string; readonly name: string }) {
  const { language } = useConsole()
  const t = precheckTexts(language)
  const { press, busy } = useCommand(openPaperRoute)
  const [links, setLinks] = useState<Output<typeof openPaperRoute>>()
  const [failed, setFailed] = useState(false)
  const open = async () => {
    const answer = await press({ params: { paper } })
    if (!answer) return
    setFailed(!answer.ok)
    setLinks(answer.ok ? answer.value : undefined)
  }
  return (
    <div>
      <ActionButton busy={busy} onPress={() => (links ? setLinks(undefined) : void open())}>
        {t(links ? 'pages.close' : 'pages.open')}
      </ActionButton>
      {failed && <p role="alert">{t('pages.failed')}</p>}
      {links && (
        <div className="precheck-pages">
          {links.pages.map((address, index) => (
            <img key={address} src={address} alt={t('pages.page', { name, page: index + 1 })} />
          ))}
          <a className="kern-link" href={links.document} download>
            {t('pages.save')}
          </a>
        </div>
      )}
    </div>
  )
}
