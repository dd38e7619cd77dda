extension ReportPage {
  /// The script that shows the values of the cell under the pointer, and frames the cell in all
  /// panels.
  static let script = """
    (() => {
      const { rasters, numbers } = gridcast;
      const tip = document.getElementById('tip');
      const panels = new Map();
      for (const map of document.querySelectorAll('.map')) {
        const raster = rasters[Number(map.dataset.raster)];
        if (!raster) continue;
        const size = JSON.parse(map.dataset.size);
        const frames = JSON.parse(map.dataset.frames);
        const box = map.querySelector('div');
        const cursors = frames.map(() => {
          const cursor = document.createElement('div');
          cursor.className = 'cursor';
          cursor.hidden = true;
          box.append(cursor);
          return cursor;
        });
        const beside = map.parentNode;
        if (!panels.has(beside)) panels.set(beside, []);
        panels.get(beside).push({ raster, size, frames, box, cursors });
        const hide = () => {
          tip.hidden = true;
          for (const panel of panels.get(beside)) for (const cursor of panel.cursors) cursor.hidden = true;
        };
        const show = event => {
          const page = box.getBoundingClientRect();
          const scale = page.width / size[0];
          const x = (event.clientX - page.left) / scale;
          const y = (event.clientY - page.top) / scale;
          const frame = frames.find(f => x >= f[0] && y >= f[1] && x < f[0] + f[2] && y < f[1] + f[3]);
          if (!frame) return hide();
          const mapX = frame[4] + (x - frame[0]) / frame[2] * (frame[6] - frame[4]);
          const mapY = frame[7] - (y - frame[1]) / frame[3] * (frame[7] - frame[5]);
          const tileX = Math.floor((mapX - raster.x) / raster.size);
          const tileY = Math.floor((mapY - raster.y) / raster.size);
          const column = tileX - raster.west;
          const row = raster.south + raster.rows - 1 - tileY;
          if (column < 0 || row < 0 || column >= raster.columns || row >= raster.rows) return hide();
          const all = numbers(raster);
          const cells = raster.columns * raster.rows;
          const values = raster.bands.map((_, band) => all[band * cells + row * raster.columns + column]);
          if (values.every(Number.isNaN)) return hide();
          const heading = document.createElement('strong');
          heading.textContent = raster.name;
          const table = document.createElement('table');
          raster.bands.forEach((name, band) => {
            const line = table.insertRow();
            line.insertCell().textContent = name;
            const cell = line.insertCell();
            cell.className = 'n';
            cell.textContent = Number.isNaN(values[band]) ? gridcast.words.unknown : gridcast.said(values[band]);
          });
          tip.replaceChildren(heading, table);
          tip.hidden = false;
          gridcast.placeTip(event);
          for (const panel of panels.get(beside)) panel.frames.forEach((f, index) => {
            const scale = panel.box.getBoundingClientRect().width / panel.size[0];
            const perX = f[2] / (f[6] - f[4]) * scale;
            const perY = f[3] / (f[7] - f[5]) * scale;
            const cursor = panel.cursors[index];
            cursor.style.left = f[0] * scale + (raster.x + tileX * raster.size - f[4]) * perX - 1 + 'px';
            cursor.style.top = f[1] * scale + (f[7] - raster.y - (tileY + 1) * raster.size) * perY - 1 + 'px';
            cursor.style.width = raster.size * perX + 2 + 'px';
            cursor.style.height = raster.size * perY + 2 + 'px';
            cursor.hidden = false;
          });
        };
        box.addEventListener('pointermove', show);
        box.addEventListener('pointerdown', show);
        box.addEventListener('pointerleave', hide);
      }
    })();
    """
}
