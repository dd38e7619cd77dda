extension ReportPage {
  /// The first half of the script of the map to explore: what is shown, and how it is painted.
  ///
  /// Map units are those of the rasters; a view is the map unit in its middle and the pixels of the page
  /// for one unit from south to north.
  static let explorerPainting = #"""
    const place = document.getElementById('explorer');
    if (!place) return;
    const { rasters, words, fill } = gridcast;
    const model = JSON.parse(gridcast.text(document.getElementById('explorer-data')));
    const part = name => place.querySelector(`[data-part="${name}"]`);
    const canvas = part('canvas');
    const pen = canvas.getContext('2d');
    const [west, south, east, north] = model.extent;
    const stretch = model.stretch;
    const view = { index: 0, time: 0, bound: 'value', x: (west + east) / 2, y: (south + north) / 2, scale: 1, least: 1 };
    // Places on the canvas, in pixels of the page.
    let width = 0, height = 0, density = 1;
    const toX = x => (x - view.x) * view.scale * stretch + width / 2;
    const toY = y => (view.y - y) * view.scale + height / 2;
    const fromX = left => (left - width / 2) / (view.scale * stretch) + view.x;
    const fromY = top => view.y - (top - height / 2) / view.scale;

    const shown = () => model.views[view.index];
    const time = () => shown().times[view.time];
    const series = () => time()[view.bound] || time().value;
    const valuesOf = ([raster, band]) => {
      const { columns, rows } = rasters[raster];
      return gridcast.numbers(rasters[raster]).subarray(band * columns * rows, (band + 1) * columns * rows);
    };
    const palettes = model.views.map(({ colors }) => Uint32Array.from(colors, color => {
      const [red, green, blue] = [1, 3, 5].map(at => parseInt(color.slice(at, at + 2), 16));
      return (255 << 24 | blue << 16 | green << 8 | red) >>> 0;
    }));

    // An image of one raster, a pixel a square, or where squares are smaller than pixels, a pixel for the greatest (or
    // the one farthest from zero) of some squares, as in the maps that do not move.
    const images = new Map();
    const image = step => {
      const [raster, band] = series();
      const key = [view.index, raster, band, step].join();
      const known = images.get(key);
      if (known) return known;
      const { columns, rows } = rasters[raster];
      const values = valuesOf(series());
      const across = Math.ceil(columns / step);
      const down = Math.ceil(rows / step);
      const { limits, isDiverging } = shown();
      const palette = palettes[view.index];
      const made = document.createElement('canvas');
      made.width = across;
      made.height = down;
      const inside = made.getContext('2d');
      const data = inside.createImageData(across, down);
      const pixels = new Uint32Array(data.data.buffer);
      let best = values;
      if (step > 1) {
        best = new Float32Array(across * down).fill(NaN);
        for (let row = 0, cell = 0; row < rows; row++) {
          const start = Math.floor(row / step) * across;
          for (let column = 0; column < columns; column++, cell++) {
            const value = values[cell];
            const at = start + Math.floor(column / step);
            const other = best[at];
            if (value !== value) continue;
            if (other !== other || (isDiverging ? Math.abs(value) > Math.abs(other) : value > other)) best[at] = value;
          }
        }
      }
      const count = limits.length;
      for (let i = 0; i < pixels.length; i++) {
        const value = best[i];
        if (value !== value) continue;
        let index = 0;
        while (index < count && limits[index] < value) index++;
        pixels[i] = palette[index];
      }
      inside.putImageData(data, 0, 0);
      if (images.size > 40) images.delete(images.keys().next().value);
      images.set(key, made);
      return made;
    };

    const paintCells = () => {
      const raster = rasters[series()[0]];
      const side = raster.size * view.scale;
      const step = Math.max(1, Math.floor(1 / (Math.min(side, side * stretch) * density)));
      const picture = image(step);
      pen.imageSmoothingEnabled = false;
      pen.drawImage(
        picture, toX(raster.x + raster.west * raster.size), toY(raster.y + (raster.south + raster.rows) * raster.size),
        picture.width * step * side * stretch, picture.height * step * side);
    };

    // Lines and areas are paths in steps of the model's unit, so that only the pen is moved when the view moves.
    const hidden = new Set();
    const paths = model.overlays.map(overlay => {
      const path = new Path2D();
      for (const numbers of overlay.lines) {
        let x = numbers[0], y = numbers[1];
        path.moveTo(x * stretch, y);
        for (let i = 2; i < numbers.length; i += 2) path.lineTo((x += numbers[i]) * stretch, y += numbers[i + 1]);
        if (overlay.isArea) path.closePath();
      }
      return path;
    });
    const paintLines = isBelow => model.overlays.forEach((overlay, index) => {
      if (hidden.has(index) || !overlay.lines.length) return;
      const unit = model.unit * view.scale;
      pen.save();
      pen.translate(toX(west), toY(north));
      pen.scale(unit, unit);
      if (overlay.fill && overlay.isBelow === isBelow) {
        pen.fillStyle = overlay.fill;
        pen.fill(paths[index], 'evenodd');
      }
      if (!isBelow && overlay.width > 0) {
        pen.strokeStyle = overlay.color;
        pen.lineWidth = overlay.width / unit;
        pen.lineJoin = 'round';
        pen.stroke(paths[index]);
      }
      pen.restore();
    });
    const paintMarks = () => {
      const taken = [];
      model.overlays.forEach((overlay, index) => {
        if (hidden.has(index)) return;
        overlay.marks.forEach(([x, y, label], number) => {
          const left = toX(west + x * model.unit), top = toY(north - y * model.unit);
          if (left < -20 || top < -20 || left > width + 20 || top > height + 20) return;
          mark(overlay.symbols ? overlay.symbols[number] : 'dot', left, top, overlay.color);
          if (!label) return;
          pen.font = '12px ' + font;
          const wide = pen.measureText(label).width;
          const box = [left + 8, top - 8, left + 14 + wide, top + 8];
          if (taken.some(other => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return;
          taken.push(box);
          write(label, left + 11, top, 'left');
        });
      });
    };
    const mark = (symbol, x, y, color) => {
      pen.beginPath();
      if (symbol === 'star') {
        for (let i = 0; i < 10; i++) {
          const reach = i % 2 ? 4.6 : 11;
          pen.lineTo(x + reach * Math.sin(i * Math.PI / 5), y - reach * Math.cos(i * Math.PI / 5));
        }
        pen.closePath();
      } else if (symbol === 'diamond') {
        for (const [right, up] of [[0, 7.5], [7.5, 0], [0, -7.5], [-7.5, 0]]) pen.lineTo(x + right, y + up);
        pen.closePath();
      } else pen.arc(x, y, 4.5, 0, 2 * Math.PI);
      pen.lineJoin = 'round';
      pen.lineWidth = 3;
      pen.strokeStyle = '#fff';
      pen.stroke();
      pen.fillStyle = color;
      pen.fill();
    };
    const font = getComputedStyle(document.body).fontFamily;
    const write = (text, x, y, align) => {
      pen.font = '12px ' + font;
      pen.textAlign = align;
      pen.textBaseline = 'middle';
      pen.lineJoin = 'round';
      pen.lineWidth = 3.5;
      pen.strokeStyle = '#fff';
      pen.strokeText(text, x, y);
      pen.fillStyle = '#262626';
      pen.fillText(text, x, y);
    };

    // A bar of a round length, and an arrow to the north.
    const paintScale = () => {
      const perMetre = view.scale / model.metres;
      const most = Math.min(140, width / 3) / perMetre;
      const power = 10 ** Math.floor(Math.log10(most));
      const length = [5, 2, 1].map(times => times * power).find(metres => metres <= most) || power;
      const [left, top] = [14, height - 16];
      const right = left + length * perMetre;
      pen.lineWidth = 5;
      pen.strokeStyle = '#fff';
      for (const color of ['#fff', '#262626']) {
        pen.beginPath();
        pen.moveTo(left, top - 5);
        pen.lineTo(left, top);
        pen.lineTo(right, top);
        pen.lineTo(right, top - 5);
        pen.strokeStyle = color;
        pen.stroke();
        pen.lineWidth = 1.5;
      }
      write(length >= 1000 ? `${gridcast.said(length / 1000)} km` : `${gridcast.said(length)} m`, right + 6, top - 3, 'left');
      pen.save();
      pen.translate(22, 34);
      pen.rotate(model.north * Math.PI / 180);
      pen.beginPath();
      for (const [x, y] of [[0, -10], [7, 14], [0, 8], [-7, 14]]) pen.lineTo(x, y);
      pen.closePath();
      pen.lineWidth = 3;
      pen.strokeStyle = '#fff';
      pen.stroke();
      pen.fillStyle = '#262626';
      pen.fill();
      write(words.arrow, 0, -18, 'center');
      pen.restore();
    };
    """#
}
