import { expect, it } from 'vitest'
import { readNumbers } from './model.ts'

it('numbers are read however they are parted and written, each once', () => {
  const read = readNumbers('V-34A-67C-D9E\r\n 7KX4 MPQ9 ;v34a67cd9e,7kx4mpq9\t\n\n--\n"AB 12"')
  expect(read).toEqual([
    { written: 'V-34A-67C-D9E', code: 'V34A67CD9E', isReference: true },
    { written: '7KX4 MPQ9', code: '7KX4MPQ9', isReference: false },
    { written: '"AB 12"', code: 'AB12', isReference: false },
  ])
  expect(readNumbers(' \n,;')).toEqual([])
})
