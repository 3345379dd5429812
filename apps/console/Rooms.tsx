import { useEffect } from 'react'
import { Counter } from '#features/hall/screens/Counter.tsx'
import { Missing } from './Missing.tsx'
import { navigate, usePath } from './router.ts'
import type { Person } from './SignedIn.tsx'
import { Start } from './Start.tsx'
import { roomAt, roomsOf } from './screens.ts'

/** The screen that the address names, as far as this person may enter. */
export function Rooms({ staff }: { readonly staff: Person }) {
  const path = usePath()
  const mine = roomsOf(staff.roles)
  const only = mine.length === 1 && !staff.roles.includes('administrator') ? mine[0]?.path : undefined
  useEffect(() => {
    if (path === '/' && only) navigate(only, { replace: true })
  }, [path, only])

  if (path === '/') return only ? null : <Start staff={staff} />
  const room = roomAt(path)
  if (!room || !mine.includes(room)) return <Missing />
  if (path === '/counter') return <Counter staff={staff} />
  return <Missing />
}
