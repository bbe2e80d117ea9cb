import { expect, test } from 'vitest';
import { findInterpolations } from '../../server/core/parse/expression.ts';
import { bashQuoting } from '../../server/core/parse/shell-quoting.ts';

function quotingOf(text: string): string[] {
  return bashQuoting(text, findInterpolations(text)).map(({ quoting }) => quoting);
}

test.each([
  ['echo ${{ a }}', ['bare']],
  ['echo "${{ a }}" ${{ b }}', ['double', 'bare']],
  [`echo 'x ${'${{ a }}'}' "'${'${{ b }}'}'"`, ['single', 'double']],
  ['# ${{ a }}\necho ${{ b }}', ['comment', 'bare']],
  ['echo x#${{ a }}', ['bare']],
  ['x=$(cmd "${{ a }}" ${{ b }}) ${{ c }}', ['double', 'bare', 'bare']],
  ['x="$(cmd ${{ a }})" ${{ b }}', ['bare', 'bare']],
  ['x=$(( ${{ a }} + 1 )) ${{ b }}', ['unsure', 'bare']],
  ['(( ${{ a }} )) && echo ${{ b }}', ['unsure', 'bare']],
  ['echo `x ${{ a }}` ${{ b }}', ['unsure', 'bare']],
  ["echo $'${{ a }}' ${{ b }}", ['unsure', 'bare']],
  ["cat <<EOF\nit's ${{ a }}\nEOF\necho ${{ b }}", ['double', 'bare']],
  ['cat <<\'EOF\'\n${{ a }}\nEOF\necho "${{ b }}"', ['unsure', 'double']],
  ['cat <<-EOF > x\n\t${{ a }}\n\tEOF\necho ${{ b }}', ['double', 'bare']],
  ['cat <<<"${{ a }}"', ['double']],
  ['echo \\"${{ a }}', ['bare']],
  ['echo ${x:-${{ a }}} ${{ b }}', ['unsure', 'bare']],
  ['echo "open ${{ a }}', ['double']],
])('%s', (text, expected) => expect(quotingOf(text)).toEqual(expected));
