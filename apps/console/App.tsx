import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { sessionRoute, signOutRoute } from '#features/staff/contract.ts'
import { SignIn } from '#features/staff/screens/SignIn.tsx'
import { makeClient } from '#platform/http/client.ts'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { navigate } from './router.ts'
import { type Person, SignedIn } from './SignedIn.tsx'
import { SignInPage } from './SignInPage.tsx'
import { watchingClient } from './session.ts'
import { Unreachable } from './Unreachable.tsx'
import { useLanguage } from './useLanguage.ts'

// A failed read is tried again at once, then by whoever asked for it; a refused one is not.
const queries = new QueryClient({
  defaultOptions: { queries: { retry: 1, retryDelay: 500, staleTime: 2_000 } },
})
/** While the server cannot be reached, it is asked so often (milliseconds). */
const AGAIN = 3_000

const client = makeClient((...request) => fetch(...request), { base: '' })

/** The staff console. */
export function App() {
  return (
    <QueryClientProvider client={queries}>
      <Console />
    </QueryClientProvider>
  )
}

function Console() {
  const queryClient = useQueryClient()
  const [expired, setExpired] = useState(false)
  const login = useRef<string>(undefined)
  const call = useMemo(() => watchingClient(client, () => setExpired(true)), [])
  const session = useQuery({
    queryKey: [sessionRoute.id],
    queryFn: async () => {
      const answer = await client(sessionRoute, {})
      if (!answer.ok) throw new Error(answer.code)
      const before = queryClient.getQueryData<Person | null>([sessionRoute.id])
      if (answer.value.staff || !before) return answer.value.staff
      // Not signed out here, so the session has ended: the screen stays, with what was typed, under the sign-in.
      setExpired(true)
      return before
    },
    refetchInterval: (query) => (query.state.status === 'error' ? AGAIN : false),
  })
  const staff = session.data
  const [language, setLanguage] = useLanguage(staff?.language)

  async function signedIn(name: string) {
    login.current = name
    await queryClient.invalidateQueries()
    setExpired(false)
  }

  async function signOut() {
    const answer = await client(signOutRoute, {})
    if (!answer.ok) return
    login.current = undefined
    setExpired(false)
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionRoute.id })
    queryClient.setQueryData([sessionRoute.id], null)
    navigate('/', { replace: true })
  }

  if (staff === undefined) return <Unreachable language={language} failed={session.isError} />
  const form = (
    <SignIn
      call={client}
      language={language}
      onSignedIn={(name) => void signedIn(name)}
      {...(login.current === undefined ? {} : { login: login.current })}
    />
  )
  if (staff === null) {
    return (
      <SignInPage language={language} onLanguage={setLanguage}>
        {form}
      </SignInPage>
    )
  }
  return (
    <ErrorBoundary language={language}>
      <SignedIn
        key={staff.name}
        staff={staff}
        call={call}
        language={language}
        onLanguage={setLanguage}
        onSignOut={signOut}
        signInAgain={expired ? form : undefined}
      />
    </ErrorBoundary>
  )
}
