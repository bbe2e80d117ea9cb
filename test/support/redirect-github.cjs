// Loaded into a process of the command or the server with `--require`: what it asks of github.com over HTTPS goes to a
// server of the test instead, and any other address is refused. The product has no such switch.
'use strict';
const http = require('node:http');
const https = require('node:https');

const target = new URL(process.env.TEST_GIT_HOST);

https.request = (url, options) => {
  if (url.origin !== 'https://github.com') throw new Error(`a test asked ${url.origin}`);
  return http.request(new URL(url.pathname, target), options);
};
