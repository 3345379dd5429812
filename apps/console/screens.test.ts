import { describe, expect, it } from 'vitest'
import { ROLES } from '#features/staff/model.ts'
import { consolePath } from './router.ts'
import { groupsOf, homeOf, roomAt, roomsOf } from './screens.ts'

const paths = (roles: Parameters<typeof roomsOf>[0]) => roomsOf(roles).map(({ path }) => path)

describe('rooms', () => {
  it('each role finds its own, in the order of the navigation', () => {
    expect(paths(['manager'])).toEqual([
      '/overview',
      '/waitlist',
      '/calls',
      '/undelivered',
      '/letters',
      '/precheck',
      '/plan',
      '/hours',
      '/shares',
      '/setup',
      '/closings',
      '/relocations',
      '/tour',
      '/what-if',
      '/devices',
      '/notices',
      '/houses',
      '/numbers',
      '/oddities',
      '/allocation',
    ])
    expect(paths(['clerk', 'data_protection'])).toEqual([
      '/counter',
      '/desk',
      '/ready',
      '/precheck',
      '/allocation',
      '/audit',
    ])
    expect(paths([])).toEqual([])
  })

  it('many are chosen by group, which holds each of them once and in order; few stand side by side', () => {
    for (const role of ROLES) {
      const rooms = roomsOf([role])
      const grouped = groupsOf(rooms).flatMap((each) => each.rooms)
      expect(grouped).toEqual(role === 'manager' || role === 'administrator' ? rooms : [])
    }
  })

  it('who has one role begins in a room that they may enter', () => {
    for (const role of ROLES) {
      const home = homeOf([role])
      if (role === 'administrator') expect(home).toBeUndefined()
      else expect(paths([role])).toContain(home)
    }
  })

  it('who has several chooses', () => {
    expect(homeOf(['clerk', 'manager'])).toBeUndefined()
    expect(homeOf([])).toBeUndefined()
  })

  it('paths below a room belong to it, similar ones do not', () => {
    expect(roomAt('/overview/mitte')?.path).toBe('/overview')
    expect(roomAt('/overviews')).toBeUndefined()
  })
})

it.each([
  ['/console', '/'],
  ['/console/', '/'],
  ['/console/overview/', '/overview'],
  ['/console/overview/mitte', '/overview/mitte'],
])('the address %s is the path %s', (address, path) => {
  expect(consolePath(address)).toBe(path)
})
