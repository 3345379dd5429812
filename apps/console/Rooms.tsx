import { useEffect } from 'react'
import { Allocation } from '#features/booking/screens/Allocation.tsx'
import { Bookings } from '#features/booking/screens/Bookings.tsx'
import { BookNext } from '#features/booking/screens/BookNext.tsx'
import { Calls } from '#features/booking/screens/Calls.tsx'
import { Closings } from '#features/booking/screens/Closings.tsx'
import { Oddities } from '#features/booking/screens/Oddities.tsx'
import { Relocations } from '#features/booking/screens/Relocations.tsx'
import { Reminders } from '#features/booking/screens/Reminders.tsx'
import { Undelivered } from '#features/booking/screens/Undelivered.tsx'
import { Unplaced } from '#features/booking/screens/Unplaced.tsx'
import { Waitlist } from '#features/booking/screens/Waitlist.tsx'
import { WaitlistAdd } from '#features/booking/screens/WaitlistAdd.tsx'
import { Minutes } from '#features/capacity/screens/Minutes.tsx'
import { OpeningHours } from '#features/capacity/screens/OpeningHours.tsx'
import { SiteSetup } from '#features/capacity/screens/Setup.tsx'
import { Shares } from '#features/capacity/screens/Shares.tsx'
import { ShiftPlan } from '#features/capacity/screens/ShiftPlan.tsx'
import { Checklists } from '#features/catalogue/screens/Checklists.tsx'
import { Devices } from '#features/device/screens/Devices.tsx'
import { Counter } from '#features/hall/screens/Counter.tsx'
import { HallRules } from '#features/hall/screens/HallRules.tsx'
import { HouseNumbers } from '#features/hall/screens/HouseNumbers.tsx'
import { InformationDesk } from '#features/hall/screens/InformationDesk.tsx'
import { IntakeAnywhere } from '#features/hall/screens/IntakePanel.tsx'
import { NumberBlocks } from '#features/hall/screens/NumberBlocks.tsx'
import { Overview } from '#features/hall/screens/Overview.tsx'
import { SiteHall } from '#features/hall/screens/SiteHall.tsx'
import { HousePlans } from '#features/house/screens/HousePlans.tsx'
import { LateLetters } from '#features/message/screens/LateLetters.tsx'
import { Letters } from '#features/message/screens/Letters.tsx'
import { Templates } from '#features/message/screens/Templates.tsx'
import { Notices } from '#features/notice/screens/Notices.tsx'
import { Precheck } from '#features/precheck/screens/Precheck.tsx'
import { SentPapers } from '#features/precheck/screens/SentPapers.tsx'
import { Ready } from '#features/ready/screens/Ready.tsx'
import { Audit } from '#features/staff/screens/Audit.tsx'
import { WhatIf } from '#features/steering/screens/WhatIf.tsx'
import { Tour } from '#features/tour/screens/Tour.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Missing } from './Missing.tsx'
import { navigate, usePath } from './router.ts'
import type { Person } from './SignedIn.tsx'
import { Start } from './Start.tsx'
import { homeOf, roomAt, roomsOf } from './screens.ts'

/** The screen that the address names, as far as this person may enter. */
export function Rooms({ staff }: { readonly staff: Person }) {
  const { directory } = useConsole()
  const path = usePath()
  const home = homeOf(staff.roles)
  useEffect(() => {
    if (path === '/' && home) navigate(home, { replace: true })
  }, [path, home])

  if (path === '/') return home ? null : <Start staff={staff} />
  const room = roomAt(path)
  if (!room || !roomsOf(staff.roles).includes(room)) return <Missing />
  if (path === '/counter') {
    return <Counter staff={staff} papersOf={(visit) => <SentPapers key={visit} visit={visit} />} />
  }
  if (path === '/desk') return <InformationDesk site={staff.site?.key ?? null} />
  if (path === '/ready') return <Ready />
  if (path === '/precheck') return <Precheck site={staff.site?.key ?? null} />
  if (path === '/overview') {
    return (
      <>
        <LateLetters />
        <Overview />
      </>
    )
  }
  if (path === '/plan') {
    return <ShiftPlan site={staff.site?.key ?? null} seesUnplaced={staff.roles.includes('manager')} />
  }
  if (path === '/relocations') {
    return <Relocations site={staff.site?.key ?? null} seesPeople={staff.roles.includes('manager')} />
  }
  if (path === '/plan/unplaced' && staff.roles.includes('manager')) return <Unplaced />
  if (path === '/closings') {
    return <Closings site={staff.site?.key ?? null} seesPeople={staff.roles.includes('manager')} />
  }
  if (path === '/calls') return <Calls />
  if (path === '/undelivered') return <Undelivered />
  if (path === '/letters') return <Letters />
  if (path === '/tour') return <Tour seesPeople={staff.roles.includes('manager')} />
  if (path === '/devices') {
    return (
      <>
        <Devices site={staff.site?.key ?? null} decides={staff.roles.includes('administrator')} />
        <NumberBlocks site={staff.site?.key ?? null} />
      </>
    )
  }
  if (path === '/notices') return <Notices site={staff.site?.key ?? null} />
  if (path === '/houses') return <HousePlans site={staff.site?.key ?? null} />
  if (path === '/numbers') return <HouseNumbers />
  if (path === '/what-if') return <WhatIf site={staff.site?.key ?? null} />
  if (path === '/shares') return <Shares />
  const hours = /^\/hours(?:\/([a-z0-9-]+))?$/.exec(path)
  if (hours) return <OpeningHours site={staff.site?.key ?? null} first={hours[1]} />
  if (path === '/setup') return <SiteSetup site={staff.site?.key ?? null} />
  if (path === '/minutes') return <Minutes />
  if (path === '/rules') return <HallRules />
  if (path === '/checklists') return <Checklists />
  if (path === '/reminders') return <Reminders />
  if (path === '/templates') return <Templates />
  if (path === '/oddities') return <Oddities />
  if (path === '/allocation') return <Allocation />
  if (path === '/audit') return <Audit />
  const next = /^\/(counter|bookings)\/next\/([0-9a-f-]{36})$/.exec(path)
  const channel = staff.roles.includes('phone_agent') ? 'telephone' : 'desk'
  if (next) {
    const [, from, visit = ''] = next
    return from === 'counter' ? (
      <BookNext key={visit} visit={visit} channel="desk" back="/counter" backText="next.toCounter" />
    ) : (
      <BookNext key={visit} visit={visit} channel={channel} back="/bookings/find" backText="next.toSearch" />
    )
  }
  const helps = staff.roles.includes('phone_agent') || staff.roles.includes('information_desk')
  if (path === '/waitlist') return <Waitlist helps={helps} />
  if (path === '/waitlist/add' && helps) return <WaitlistAdd channel={channel} />
  if (path === '/bookings') {
    return (
      <>
        <Bookings part="book" channel={channel} />
        <IntakeAnywhere site={staff.site?.key ?? null} />
      </>
    )
  }
  if (path === '/bookings/find') return <Bookings part="find" channel={channel} />
  const site = directory.sites.find(({ key }) => path === `/overview/${key}`)
  return site ? <SiteHall key={site.key} site={site.key} /> : <Missing />
}
