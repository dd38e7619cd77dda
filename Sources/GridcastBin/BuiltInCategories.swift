/// The built-in category rules by their names.
///
/// Both define the eight functions of Yang, Zhao and Xu (2024).
///
/// `osm` reads OpenStreetMap tags (key and value lists of the OSM wiki, "Map features"), and the field `fclass` of
/// Geofabrik's extracts ("OpenStreetMap Data in Layered GIS Format"), whose buildings have a field `type`; `amap`
/// reads the type codes, or the type names, of Amap's points of interest, whole (大类;中类;小类) or a field each.
///
/// In extracts `residential` is a road as well as a land use, so that it says nothing.
package let builtInCategories = [
  "osm": """
  field: fclass
  separator: ";"
  absent: ["no", none, vacant, empty, closed, disused, abandoned, demolished, razed, removed,
    construction, proposed, planned]
  gone: [disused, abandoned, demolished, razed, removed]
  categories:
    medical:
      - amenity: [hospital, clinic, doctors, dentist, pharmacy, veterinary, nursing_home]
      - healthcare: "*"
      - fclass: [hospital, clinic, doctors, dentist, pharmacy, veterinary, nursing_home]
    education:
      - amenity: [school, university, college, kindergarten, library, research_institute,
          language_school, music_school, driving_school, childcare]
      - office: [educational_institution, research]
      - fclass: [school, university, college, kindergarten, library]
    administration:
      - amenity: [townhall, courthouse, police, fire_station, post_office, embassy, prison,
          public_building, community_centre]
      - office: [government, diplomatic, administrative]
      - government: "*"
      - fclass: [town_hall, courthouse, police, fire_station, post_office, embassy, prison,
          public_building, community_centre]
    traffic:
      - public_transport: [station, stop_position, platform, stop_area]
      - highway: [bus_stop, services, rest_area]
      - railway: [station, halt, tram_stop, subway_entrance]
      - amenity: [parking, parking_entrance, bicycle_parking, motorcycle_parking, bus_station,
          ferry_terminal, taxi]
      - aeroway: [aerodrome, terminal]
      - fclass: [railway_station, railway_halt, tram_stop, bus_stop, bus_station, taxi, taxi_rank,
          airport, airfield, ferry_terminal, parking, parking_site, parking_multistorey,
          parking_underground, parking_bicycle, services]
    business:
      - shop: "*"
      - amenity: [restaurant, cafe, fast_food, bar, pub, biergarten, food_court, ice_cream, bank,
          atm, bureau_de_change, marketplace, cinema, theatre, nightclub, casino, fuel,
          charging_station, car_wash, car_rental, bicycle_rental, vending_machine]
      - tourism: [hotel, motel, hostel, guest_house, apartment]
      - craft: "*"
      - fclass: [supermarket, bakery, kiosk, mall, department_store, general, convenience,
          clothes, florist, chemist, bookshop, butcher, shoe_shop, beverages, optician, jeweller,
          gift_shop, sports_shop, stationery, outdoor_shop, mobile_phone_shop, toy_shop,
          newsagent, greengrocer, beauty_shop, video_shop, car_dealership, bicycle_shop,
          doityourself, furniture_shop, computer_shop, garden_centre, hairdresser, car_repair,
          car_rental, car_wash, bicycle_rental, travel_agent, laundry, vending_machine,
          vending_any, vending_cigarette, vending_parking, restaurant, fast_food, cafe, pub, bar,
          food_court, biergarten, bank, atm, market_place, marketplace, cinema, theatre,
          nightclub, fuel, hotel, motel, hostel, guesthouse]
    office:
      - office: "*"
      - building: [office]
      - type: [office]
    tourism:
      - tourism: "*"
      - historic: "*"
      - fclass: [tourist_info, tourist_map, tourist_board, tourist_guidepost, attraction, museum,
          monument, memorial, art, artwork, castle, ruins, archaeological, battlefield, fort,
          wayside_cross, wayside_shrine, viewpoint, picnic_site, zoo, theme_park,
          bed_and_breakfast, chalet, camp_site, alpine_hut, caravan_site]
    residential:
      - building: [apartments, residential, house, detached, semidetached_house, terrace,
          dormitory, bungalow]
      - type: [apartments, residential, house, detached, semidetached_house, terrace, dormitory,
          bungalow]
      - landuse: [residential]
      - place: [neighbourhood, quarter]
  """,
  "amap": """
  field: [typecode, type, 大类, 中类, 小类, 一级分类, 二级分类, 三级分类]
  separator: "|"
  digits: 6
  categories:
    office: ["17*", "1202*", "公司企业*", "商务住宅;楼宇*", 楼宇]
    business: ["05*", "06*", "07*", "08*", "10*", "16*",
      "餐饮服务*", "购物服务*", "生活服务*", "体育休闲服务*", "住宿服务*", "金融保险服务*"]
    traffic: ["15*", "交通设施服务*"]
    residential: ["12*", "商务住宅*"]
    administration: ["13*", "政府机构及社会团体*"]
    education: ["14*", "科教文化服务*"]
    medical: ["09*", "医疗保健服务*"]
    tourism: ["11*", "风景名胜*"]
  """,
]
