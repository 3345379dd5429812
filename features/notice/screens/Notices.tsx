import { useState } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { noticesRoute } from '../contract.ts'
import { NoticeForm } from './NoticeForm.tsx'
import { NoticeRow } from './NoticeRow.tsx'
import { type ListedNotice, noticeTexts } from './texts.ts'

/** What begins and ends by time alone is looked at so often. Milliseconds. */
const LOOK_EVERY = 30_000

/** House notices: what displays say beside the calls. `site` of somebody who writes for one site only. */
export function Notices({ site }: { readonly site: string | null }) {
  const { language } = useConsole()
  const t = noticeTexts(language)
  const { data, error, refetch } = useRead(noticesRoute, {}, { every: LOOK_EVERY })
  const [changing, setChanging] = useState<ListedNotice>()
  const again = () => void refetch()
  return (
    <Screen title={t('title')}>
      <p className="kern-body">{t('intro')}</p>
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem text={commonFailureText(error.code, consoleTexts(language))} onRetry={again} />
      )}
      {data && (
        <section className="console-panel" aria-labelledby="notices">
          <h2 className="console-panel__title" id="notices">
            {t('list')}
          </h2>
          {data.notices.length === 0 && <p className="console-empty">{t('none')}</p>}
          <ul className="console-list">
            {data.notices.map((notice) => (
              <NoticeRow
                key={notice.notice}
                notice={notice}
                onChange={() => setChanging(notice)}
                onChanged={again}
              />
            ))}
          </ul>
        </section>
      )}
      <NoticeForm
        key={changing?.notice ?? 'new'}
        site={site}
        notice={changing}
        onDone={() => {
          setChanging(undefined)
          again()
        }}
        onClose={() => setChanging(undefined)}
      />
    </Screen>
  )
}
