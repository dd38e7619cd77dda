extension ReportPage {
  /// The script that unpacks what the page carries: rasters and the map to explore.
  ///
  /// What is packed is zlib's format (RFC 1950, 1951) in base64. It is inflated here, as not every
  /// browser can, and those that can do so later than the page is shown.
  static let dataScript = #"""
    'use strict';
    const gridcast = (() => {
      const bytesOf = text => {
        const letters = atob(text.trim());
        const bytes = new Uint8Array(letters.length);
        for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
        return bytes;
      };

      // Lengths and distances of RFC 1951, 3.2.5: the least of each code, and its extra bits.
      const leastLength = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
        163, 195, 227, 258];
      const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
      const leastDistance = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
        2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
      const orderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

      // A table that tells for the next bits which symbol they begin with, and by how many bits it is written.
      const codes = lengths => {
        const longest = Math.max(1, ...lengths);
        const counts = new Uint16Array(17);
        for (const length of lengths) if (length) counts[length]++;
        const next = new Uint16Array(17);
        for (let length = 1, code = 0; length <= longest; length++) {
          code = (code + counts[length - 1]) << 1;
          next[length] = code;
        }
        const entries = new Uint16Array(1 << longest);
        lengths.forEach((length, symbol) => {
          if (!length) return;
          let reversed = 0;
          for (let bit = 0, code = next[length]++; bit < length; bit++, code >>= 1) reversed = reversed << 1 | code & 1;
          for (let at = reversed; at < entries.length; at += 1 << length) entries[at] = symbol << 4 | length;
        });
        return { entries, longest };
      };
      const fixed = [
        codes(Array.from({ length: 288 }, (_, i) => i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
        codes(Array(30).fill(5))];

      const inflate = (packed, size) => {
        const out = new Uint8Array(size);
        let at = 2, bits = 0, held = 0, end = 0;
        const need = count => {
          for (; held < count; held += 8) bits |= packed[at++] << held;
        };
        const take = count => {
          need(count);
          const value = bits & (1 << count) - 1;
          bits >>>= count;
          held -= count;
          return value;
        };
        const symbol = ({ entries, longest }) => {
          need(longest);
          const entry = entries[bits & entries.length - 1];
          bits >>>= entry & 15;
          held -= entry & 15;
          return entry >> 4;
        };
        const ownCodes = () => {
          const counts = [take(5) + 257, take(5) + 1];
          const short = Array(19).fill(0);
          for (let i = 0, count = take(4) + 4; i < count; i++) short[orderOfLengths[i]] = take(3);
          const ofLengths = codes(short);
          const lengths = [];
          while (lengths.length < counts[0] + counts[1]) {
            const next = symbol(ofLengths);
            if (next < 16) lengths.push(next);
            else {
              const repeated = next === 16 ? lengths[lengths.length - 1] : 0;
              for (let left = next === 16 ? take(2) + 3 : next === 17 ? take(3) + 3 : take(7) + 11; left > 0; left--) {
                lengths.push(repeated);
              }
            }
          }
          return [codes(lengths.slice(0, counts[0])), codes(lengths.slice(counts[0]))];
        };
        for (let isLast = 0; !isLast;) {
          isLast = take(1);
          const kind = take(2);
          if (kind === 0) {
            at -= held >> 3;
            bits = held = 0;
            const length = packed[at] | packed[at + 1] << 8;
            out.set(packed.subarray(at + 4, at + 4 + length), end);
            at += 4 + length;
            end += length;
            continue;
          }
          const [literals, distances] = kind === 1 ? fixed : ownCodes();
          for (let next = symbol(literals); next !== 256; next = symbol(literals)) {
            if (next < 256) {
              out[end++] = next;
              continue;
            }
            const length = leastLength[next - 257] + take(lengthBits[next - 257]);
            const far = symbol(distances);
            const distance = leastDistance[far] + take(far < 2 ? 0 : (far >> 1) - 1);
            if (distance === 1) out.fill(out[end - 1], end, end + length);
            else for (let i = 0; i < length; i++) out[end + i] = out[end + i - distance];
            end += length;
          }
        }
        return out;
      };

      // The values of all bands of a raster, one band after another; the bytes of all numbers lie in four planes.
      const numbers = raster => {
        if (!raster.numbers) {
          const count = raster.columns * raster.rows * raster.bands.length;
          const planes = inflate(bytesOf(raster.values), 4 * count);
          const words = new Uint32Array(count);
          for (let i = 0; i < count; i++) {
            words[i] = planes[i] | planes[count + i] << 8 | planes[2 * count + i] << 16 | planes[3 * count + i] << 24;
          }
          raster.numbers = new Float32Array(words.buffer);
          raster.values = '';
        }
        return raster.numbers;
      };

      // A number of at most five digits, as people write it.
      const said = value => Number(value.toPrecision(5))
        .toLocaleString('en-US', { maximumFractionDigits: 9 }).replace('-', '−');

      // The table beside the pointer, on the side where there is room.
      const placeTip = event => {
        const tip = document.getElementById('tip');
        const room = tip.getBoundingClientRect();
        const right = event.clientX + 16 + room.width > innerWidth;
        tip.style.left = Math.max(0, right ? event.clientX - 16 - room.width : event.clientX + 16) + 'px';
        tip.style.top = Math.max(0, Math.min(event.clientY + 12, innerHeight - room.height - 8)) + 'px';
      };

      const text = element => new TextDecoder().decode(
        inflate(bytesOf(element.textContent), Number(element.dataset.size)));
      const rasters = JSON.parse(document.getElementById('rasters').textContent);
      const words = JSON.parse(document.getElementById('words').textContent);
      // A text with values in place of its %1 and %2.
      const fill = (text, ...values) => text.replace(/%(\d)/g, (_, number) => values[number - 1]);
      return { rasters, words, fill, numbers, said, placeTip, text };
    })();
    """#
}
