import { useInfiniteQuery } from '@tanstack/react-query'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText, type ReadFailure, readFailure } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { auditRoute } from '../contract.ts'
import { AuditTable } from './AuditTable.tsx'
import { staffTexts } from './texts.ts'

/** The audit for data protection and the staff council: newest first, older on demand. */
export function Audit() {
  const { language, call } = useConsole()
  const t = staffTexts(language)
  const audit = useInfiniteQuery({
    queryKey: [auditRoute.id],
    initialPageParam: undefined as string | undefined,
    // Every reading is recorded in the audit itself: it is not read again on every glance at the window.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    queryFn: async ({ pageParam }) => {
      const answer = await call(auditRoute, { query: pageParam === undefined ? {} : { before: pageParam } })
      if (answer.ok) return answer.value
      throw readFailure<never>(answer.code)
    },
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const entries = audit.data?.pages.flatMap((page) => page.entries)
  return (
    <Screen title={t('audit.title')}>
      <p className="kern-body">{t('audit.intro')}</p>
      {audit.isPending && <Loading />}
      {audit.error && (
        <ReadProblem
          text={commonFailureText(codeOf(audit.error), consoleTexts(language))}
          onRetry={() => void audit.refetch()}
        />
      )}
      {entries && entries.length === 0 && <p className="console-empty">{t('audit.none')}</p>}
      {entries && entries.length > 0 && (
        <>
          <AuditTable entries={entries} />
          {audit.hasNextPage ? (
            <ActionButton busy={audit.isFetchingNextPage} onPress={() => void audit.fetchNextPage()}>
              {t('audit.more')}
            </ActionButton>
          ) : (
            <p className="kern-hint">{t('audit.all')}</p>
          )}
        </>
      )}
    </Screen>
  )
}

function codeOf(error: Error | ReadFailure<never>): ReadFailure<never>['code'] {
  return 'code' in error ? error.code : 'internal'
}
