import fc from 'fast-check'

// The short run asks the same questions every time, so that it is red only when something is wrong; the long one
// (DRAN_LONG) asks new ones, and a failure there names its seed.
if (!process.env.DRAN_LONG) fc.configureGlobal({ seed: 20_261_121 })
