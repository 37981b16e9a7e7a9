/** `preview/scim/v2/Me` of the fake workspace. */

import type { Family } from './api';

export function fakeCurrentUser(): Family {
  return {
    routes: [
      {
        method: 'GET',
        path: '/api/2.0/preview/scim/v2/Me',
        answer: ({ user }) => ({
          json: {
            schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
            id: '8421335',
            userName: user,
            active: true,
          },
        }),
      },
    ],
  };
}
