import { describe, expect, it } from '@jest/globals';
import { BcryptPasswordHasher } from './bcrypt.password-hasher.js';

const digits = (bytes: number) => '0123456789'.repeat(26).slice(0, bytes);

/** Made by passlib 1.7.4 at cost 4. */
const VECTORS = [
  {
    name: 'no password',
    password: '',
    hashes: [
      '$2a$04$2n0neXf6g/UUO/ZaeYfiIuQ6iTtEmAdizeN3tywY0ZZPbQ4t2aAuW',
      '$2b$04$11ixnq312cdAbwSOg679be8YTndBkshJE7/WEb/6RpfC8Rpe0LpAC',
      '$2y$04$Jf5/MexBZ7TOz9XX4XOO2.dLwDTnYYkVB.h4ZFyYCzARFySsmU6GS',
      '$bcrypt-sha256$v=2,t=2b,r=4$rl0DuJ44VEtxkBgE4/2BQO$SGJxBpzC82lFpFmtGFi6NXQx9rvxR92',
      '$bcrypt-sha256$2a,4$cCSCmiNC.2GzJwoFK3omt.$vYcZKyOWBZpurNKu6W0gCcx.bVc7IVC',
      '$bcrypt-sha256$2b,4$M38bH4ccAChVnAz.LSImg.$VMQJyBHJb890VkIQcPe6bz82pe/mwsK',
    ],
  },
  {
    name: 'ASCII',
    password: 'correct horse',
    hashes: [
      '$2a$04$zx89wU8Gi9hXQVQuqZWlJueFzwHQg3XSJKlM0QEswALiZry10hqqa',
      '$2b$04$5pP7lA7NzLUlQGhZkAV9PeqFA7rDZb9ARXscpnbZT4nL5IPOLAmDG',
      '$2y$04$MuIbVg1uF/aEohmO0Dg5MORY8YcD6mzOS/TDHkd4dwEE8dax4f/Zq',
      '$bcrypt-sha256$v=2,t=2b,r=4$6g./4KbfpVOcx3Nh1hMjSu$JVoeXYrq6DNRebQ/.KXmg3sRM5d0RqG',
      '$bcrypt-sha256$2a,4$dyp.gD/uvm8nY0np2m1hau$irxONqcAVMgkJxJ4lp5uTLOC0s8NwY.',
      '$bcrypt-sha256$2b,4$g6Wv862P5PJeEx6Ev16r4e$.tzfQ5rZ/ibqu2Pzy31mL1Wy5lEHZca',
    ],
  },
  {
    name: '71 bytes',
    password: digits(71),
    hashes: [
      '$2a$04$RTR5uhDfmVBiBkIYt2ln9e/.8LPZaX7kduY7/zkzHim2XSDzuuf6O',
      '$2b$04$up9R7DPNveI.pGLfuvR7/eKs1GHOkts7J7TWKaJn3Ydj9YCL.KHPS',
      '$2y$04$6M/SpXo5DOz8AaS72o2KyeovWF9GPGilGE4z.q6Iwil407.wB0TDe',
      '$bcrypt-sha256$v=2,t=2b,r=4$ETD5XheiRBxTS7vl0qRfR.$Xk4jgz4Jc.zQZ1CMZyhgPTz0NquLXXm',
      '$bcrypt-sha256$2a,4$tXEO7tX.etQG71dAXMvOt.$tddLRJR/yu4ss3RoxfdkuhkvlQOM4hy',
      '$bcrypt-sha256$2b,4$RSzlhEzfD1ioMSI6cYNYxO$sUvoWhSYHSE3bGkMyrExySl58U0A1Ri',
    ],
  },
  {
    name: '72 bytes',
    password: digits(72),
    hashes: [
      '$2a$04$KfNSBple/0OM4m7Xz.QmIentDCV2sXFNSbONoICcEm71PDPqcf/xu',
      '$2b$04$0qYziYjsqcWtg63aaMYWq.CvjiAASNH3xs5qd21qwihT3WgmlLfI6',
      '$2y$04$j8Bj80lMQ0M20fQfPQdHdOEFzwDfiOheDXaY5wzSikdjutkty5cS2',
      '$bcrypt-sha256$v=2,t=2b,r=4$//QH/rv1rpPxrqNfL/tklu$WAP4J8u7Tvxse8uq5qrcnnDHEwjKnXi',
      '$bcrypt-sha256$2a,4$gIN.pxf3URPv5YPUFVHib.$EGq88w3/knCysEjJ01C0AxMKo1bdLQa',
      '$bcrypt-sha256$2b,4$ukGRJ0EokLsj04FDEHFqru$cHyG0eZZRT4iC.08f6Lrl/7cfxMDr/W',
    ],
  },
  {
    name: '73 bytes',
    password: digits(73),
    hashes: [
      '$bcrypt-sha256$v=2,t=2b,r=4$dc0jh0HGG9FE1VLm4OfL/e$e9YgyDQ.IeBYQYk9x5QVNWUpozXCpFe',
      '$bcrypt-sha256$2a,4$tvdJ66KvntDvLv1WSLQrve$OuhmdmJYzbTp6QUdcsUYWN3bzJgqPbq',
      '$bcrypt-sha256$2b,4$5nHqOtCLatdod2OtcYsHfe$RDhAuyu5S88dTHGXp2cOfeLMzTaWl5S',
    ],
  },
  {
    name: '255 bytes',
    password: digits(255),
    hashes: [
      '$bcrypt-sha256$v=2,t=2b,r=4$L0FhwrgiLiY9AoAq5QKgH.$9SBSIeWkymgJ1X4uH/3T65aaaLHPf7y',
      '$bcrypt-sha256$2a,4$fmBn7TlyuEqXqcQPpJ1P/u$1tBjiYQFyfKDqscpkI0sBC37ByFK2qS',
      '$bcrypt-sha256$2b,4$ugjLG52vttUXCVWfgz.Gwe$znwGB.l47KBqBIUKrOOPQdxycUujWrC',
    ],
  },
  {
    name: '256 bytes',
    password: digits(256),
    hashes: [
      '$bcrypt-sha256$v=2,t=2b,r=4$66tmZodOqtm0522HWbSqNu$4QitunVFvjA5WRL/U5OwRFxk2LXP0Zi',
      '$bcrypt-sha256$2a,4$o56mHgEryMI/g4g8OWEQOO$uhM4C50UohN/JjDxt/zTVKdae7xdnfG',
      '$bcrypt-sha256$2b,4$DXZ/SIP6sLEFIoMxEW0z9O$dWvRWPZG6CawfU7gZxJ0DDW6okGDPFu',
    ],
  },
  {
    name: '257 bytes',
    password: digits(257),
    hashes: [
      '$bcrypt-sha256$v=2,t=2b,r=4$jD9juvYCGsTo3FWmyU5mS.$3W/omnPvcqEiKqoCNQHKDs3QP9Mb8tW',
      '$bcrypt-sha256$2a,4$Wat0EMwygmrfCakslvawK.$rkyoHmeAZ2DY10dmyZvAAITitgsE/Ku',
      '$bcrypt-sha256$2b,4$98QhHI5AeAZi6JnIBD/pHO$bK4SBjAI3v6QOmjNj6bZQywx6.Uj2Zu',
    ],
  },
  {
    name: 'accents',
    password: 'Grüße aus Łódź',
    hashes: [
      '$2a$04$O.RN5G.Hqz4ktFbtgrs5muEWbClvJ9hfGT9Ce2D8Qn4ZgLX3WhnSG',
      '$2b$04$GxHci1MefCvYtf/8kM/APOvjpWMlPjsGgRYfjBeqDLCuDZq3eA1gi',
      '$2y$04$.d2q4fW1OBR6QDIarop70eqduSr86b4KWD3Gvj0ci71ycGDaPHha.',
      '$bcrypt-sha256$v=2,t=2b,r=4$9AZ/1RUwO791eXbVmaVNYO$GTvTsjXAhb5.wSGJ3270Uo6tJEjuGA2',
      '$bcrypt-sha256$2a,4$ZNpYzFVQPUJ2AhINpbMrJe$67c6tFX/CscFJNVeA7jpOp4sx7bHHmq',
      '$bcrypt-sha256$2b,4$R5rFqCLsaT3l36RN6KQFu.$r9ePk34nN6fNHagMJU1/V6IHeo8Rq8a',
    ],
  },
  {
    name: '72 bytes of emoji',
    password: '🔐'.repeat(18),
    hashes: [
      '$2a$04$IR0diXnf/03Ra6hMm9qfDusUG.yUGC12NUHCFBr7UZWMo56iFGtAu',
      '$2b$04$G9gQzd9ihrITtSrV.eFCbOnvVjbqRmW3DScpg0zn1/avMyTD4EJ2C',
      '$2y$04$mFGoi29K/9nDB.CQfFNq6eJfoiuun31lOsB8wx/TU18r6j0/3VpOK',
      '$bcrypt-sha256$v=2,t=2b,r=4$5NT5yTiSAjKxSpCWEI.yge$0ZoY6GcxLv8sEcvx4oHmFLKouNHIuRm',
      '$bcrypt-sha256$2a,4$Lg4H9M6tNIF69IvY7EkbrO$yDgRiE20R25aej0D1rlFd3ojfU6fc5u',
      '$bcrypt-sha256$2b,4$OnW8thJ6OTujMu77SbmVf.$PXrVOL.PpdwI4Usu05APfBtDrZwZZim',
    ],
  },
  {
    name: '64 emoji',
    password: '🔐'.repeat(64),
    hashes: [
      '$bcrypt-sha256$v=2,t=2b,r=4$QRdpnzcg2iAtPrPhOgkh0e$1PCye4FgqQidxGiIKzlky2Nt6P8F4pm',
      '$bcrypt-sha256$2a,4$HpvJCUUNOLTlN2uAnHz9H.$SA6bRvWsCRzwj3e79ANrUJTFofyXDwO',
      '$bcrypt-sha256$2b,4$HuNXqRKWnqBPp3q1l9oBue$0o2usVFlke.H8zA6cN2wcV1m18hCJEm',
    ],
  },
  {
    name: '73 bytes, 37 characters',
    password: 'é'.repeat(36) + 'x',
    hashes: [
      '$bcrypt-sha256$v=2,t=2b,r=4$TCtwMjoLL9lXSsnaCjN1NO$h2N0UVv7CM2Fvx7J082MzfvLYwHAWMe',
      '$bcrypt-sha256$2a,4$UnzUUeE9Zd9JCcE0DDDtr.$UA/jied6L3xaUI5OOYNsJj6LnRyAbgC',
      '$bcrypt-sha256$2b,4$I5hc2J/0jqlxxuywoiqzgu$f7I7ycAUDIGgSrFioLTGeejpCMsB1cy',
    ],
  },
  {
    name: 'a zero byte',
    password: 'a\0x',
    hashes: ['$bcrypt-sha256$v=2,t=2b,r=4$mOY6JbXWhJF.78e/7av9oe$vvI7R3mxB4bTGTT7Ptf8ymNdkRJRwHi'],
  },
];

/** Made by passlib of the password `stray`: as it is, with unused bits set in the salt, in the digest, in both. */
const STRAY_BITS = [
  '$2b$04$ImYFMV329rzHftmZBekajOMvSewz//BRAw.gJv8UPKYoyATzWDEUK',
  '$2b$04$ImYFMV329rzHftmZBekajdMvSewz//BRAw.gJv8UPKYoyATzWDEUK',
  '$2b$04$ImYFMV329rzHftmZBekajOMvSewz//BRAw.gJv8UPKYoyATzWDEUN',
  '$2b$04$ImYFMV329rzHftmZBekajdMvSewz//BRAw.gJv8UPKYoyATzWDEUN',
  '$bcrypt-sha256$v=2,t=2b,r=4$hTY29uxR4TdyCrgI0GrUxu$0Sifl5pdzi8Inqze9ifMAcL32AGIy9.',
  '$bcrypt-sha256$v=2,t=2b,r=4$hTY29uxR4TdyCrgI0GrUx9$0Sifl5pdzi8Inqze9ifMAcL32AGIy9.',
  '$bcrypt-sha256$v=2,t=2b,r=4$hTY29uxR4TdyCrgI0GrUxu$0Sifl5pdzi8Inqze9ifMAcL32AGIy9B',
  '$bcrypt-sha256$v=2,t=2b,r=4$hTY29uxR4TdyCrgI0GrUx9$0Sifl5pdzi8Inqze9ifMAcL32AGIy9B',
];

/** What passlib makes of 73 bytes where it may truncate: the hash of their first 72. */
const TRUNCATED = '$2b$04$R6f/jMHE3ELcpc8NSq0ms.AlfLoTx3ywAQVPmXEWJxNwYhe92FUYa';

const hasher = new BcryptPasswordHasher({ cost: 4 });

describe('BcryptPasswordHasher and passlib', () => {
  describe.each(VECTORS)('$name', ({ password, hashes }) => {
    it.each(hashes)('%s', async (hash) => {
      expect(hasher.recognises(hash)).toBe(true);
      await expect(hasher.verify(password, hash)).resolves.toBe(true);
      await expect(hasher.verify(`${password}0`, hash)).resolves.toBe(false);
      await expect(hasher.verify(password.slice(0, -1) + '-', hash)).resolves.toBe(false);
    });
  });

  it.each(STRAY_BITS)('takes unused bits for zero: %s', async (hash) => {
    await expect(hasher.verify('stray', hash)).resolves.toBe(true);
    await expect(hasher.verify('astray', hash)).resolves.toBe(false);
  });

  it('refuses the 73 bytes whose hash was truncated', async () => {
    await expect(hasher.verify(digits(73), TRUNCATED)).resolves.toBe(false);
    await expect(hasher.verify(digits(72), TRUNCATED)).resolves.toBe(true);
  });
});
