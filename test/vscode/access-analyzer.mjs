// An HTTP server that speaks Access Analyzer's ValidatePolicy, for one answer in two pages.
import { createServer } from 'node:http';

/** Where `needle` stands in `text`, in the API's terms: lines from 1, columns and offsets from 0. */
function span(text, needle) {
  const position = (offset) => {
    const before = text.slice(0, offset);
    return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') - 1, offset };
  };
  const start = text.indexOf(needle);
  return { start: position(start), end: position(start + needle.length) };
}

function finding(issueCode, locations) {
  return {
    findingDetails: 'The action iam:PassRole with a wildcard in its resource lets any role be passed.',
    findingType: 'SECURITY_WARNING',
    issueCode,
    learnMoreLink:
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    locations,
  };
}

export async function startAccessAnalyzer() {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url, 'http://x');
      if (request.method !== 'POST' || pathname !== '/policy/validation')
        return response.writeHead(404).end();
      const { policyDocument } = JSON.parse(body);
      const path = [{ value: 'Statement' }, { index: 0 }, { value: 'Action' }, { index: 0 }];
      const first = {
        findings: [
          finding('PASS_ROLE_WITH_STAR_IN_RESOURCE', [
            { path, span: span(policyDocument, '"iam:PassRole"') },
          ]),
        ],
        nextToken: 'second',
      };
      const second = {
        findings: [
          finding('TEST_SECOND_PAGE', [
            { path: [{ value: 'Version' }], span: span(policyDocument, '"2012-10-17"') },
          ]),
        ],
      };
      const answer = searchParams.get('nextToken') === 'second' ? second : first;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      return undefined;
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}
